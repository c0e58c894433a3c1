package http

import (
	"context"
	"io"
	"strconv"

	"github.com/cerebro-cdp/cerebro/http/export"
	"github.com/cerebro-cdp/cerebro/projections/segments"
)

// membersFile is an export under way.
type membersFile struct {
	*showing
	table  export.Table
	rows   int64
	points int64 // of the people shown, contact points of the channel that may not be used
}

func (m *showing) begin(w io.Writer, f export.Format) (*membersFile, error) {
	t, err := f.New(w, fileColumns(m.columns))
	return &membersFile{showing: m, table: t}, err
}

// page writes the rows of some members. With a channel, one whose profile has
// nothing that may be used any more is left out, whatever the segment said.
func (f *membersFile) page(ctx context.Context, page segments.Page) error {
	rows, err := f.read(ctx, page.Profiles)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if f.channel != "" && r.used == 0 {
			continue
		}
		if err := f.table.Row(append([][]string{{r.id.String()}}, r.cells...)); err != nil {
			return err
		}
		f.rows++
		f.points += int64(r.blocked)
	}
	return f.table.Flush()
}

// close ends the file, with what was left out where the format has a place for
// it.
func (f *membersFile) close(reached *reach) error {
	if reached != nil {
		number := func(n int64) string { return strconv.FormatInt(n, 10) }
		f.table.Note([][]string{
			{"channel", string(f.channel)},
			{"people of the segment", number(reached.People)},
			{"rows", number(f.rows)},
			{"left out without a contact point", number(reached.NoContact)},
			{"left out without consent", number(reached.NoConsent)},
			{"further contact points left out", number(f.points)},
		})
	}
	return f.table.Close()
}
