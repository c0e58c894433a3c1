package tabular_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cerebro-cdp/cerebro/commands/ingest/tabular"
)

// Every sample file is read as it should be: how many columns and rows, in which
// dialect and encoding.
func TestSamples(t *testing.T) {
	dir := shared(t)
	for _, tc := range []struct {
		file          string
		columns, rows int
		format        string // Format.String
		first         string // the first names of the header
	}{
		{"samples/nasty/ambiguous_dates.csv", 3, 6, "delimited by comma, UTF-8", "email|dob|joined"},
		{"samples/nasty/backslash_escaped_quotes.csv", 2, 2, "delimited by comma, UTF-8", "email|notes"},
		{"samples/nasty/booleans_nulls.csv", 3, 6, "delimited by comma, UTF-8", "email|opt_in|deceased"},
		{"samples/nasty/cell_200000_chars.csv", 2, 1, "delimited by comma, UTF-8", "email|notes"},
		{"samples/nasty/comma_header_semicolon_rows.csv", 3, 2, "delimited by comma, UTF-8", "email|name|tags"},
		{"samples/nasty/cp1252_accents.csv", 3, 2, "delimited by comma, windows-1252", "email|name|note"},
		{"samples/nasty/cr_only.csv", 2, 2, "delimited by comma, UTF-8", "email|name"},
		{"samples/nasty/date1904.xlsx", 2, 1, `xlsx, sheet "Sheet"`, "email|dob"},
		{"samples/nasty/double_bom.csv", 2, 1, "delimited by comma, UTF-8", "email|name"},
		{"samples/nasty/duplicate_headers.csv", 5, 1, "delimited by comma, UTF-8", "Email|Name|Email (2)|email (3)|Name (2)"},
		{"samples/nasty/emails_messy.csv", 2, 9, "delimited by comma, UTF-8", "name|email"},
		{"samples/nasty/empty_header_cells.csv", 4, 1, "delimited by comma, UTF-8", "email|column 2|name|column 4"},
		{"samples/nasty/excel_equals_quoted.csv", 3, 1, "delimited by comma, UTF-8", "email|zip|phone"},
		{"samples/nasty/excel_serial_dates.csv", 3, 3, "delimited by comma, UTF-8", "email|dob|joined"},
		{"samples/nasty/header_only.csv", 2, 0, "delimited by comma, UTF-8", "email|name"},
		{"samples/nasty/html_script_cells.csv", 2, 3, "delimited by comma, UTF-8", "email|name"},
		{"samples/nasty/lfcr.csv", 2, 2, "delimited by comma, UTF-8", "email|name"},
		{"samples/nasty/macroman_accents.csv", 2, 1, "delimited by comma, macintosh", "email|name"},
		{"samples/nasty/many_columns_2000.csv", 2000, 1, "delimited by comma, UTF-8", "email|c1|c2"},
		{"samples/nasty/mixed_eol.csv", 2, 3, "delimited by comma, UTF-8", "email|name"},
		{"samples/nasty/mojibake.csv", 2, 1, "delimited by comma, UTF-8", "email|name"},
		{"samples/nasty/multi_sheet_merged_header.xlsx", 10, 3, `xlsx, sheet "People", 2 header rows`,
			"Contact Email|Contact Name|Address Street|Address City|Address ZIP|Other DOB|Phone|Amount|Opt in|Formula"},
		{"samples/nasty/no_header.csv", 3, 2, "delimited by comma, UTF-8, no header", "column 1|column 2|column 3"},
		{"samples/nasty/nul_byte.csv", 2, 2, "delimited by comma, UTF-8", "email|name"},
		{"samples/nasty/people.csv.gz", 2, 1, "gzip of delimited by comma, UTF-8", "email|name"},
		{"samples/nasty/phones_scientific.csv", 3, 6, "delimited by comma, UTF-8", "email|phone|voter_id"},
		{"samples/nasty/ragged.csv", 3, 4, "delimited by comma, UTF-8", "email|name|city"},
		{"samples/nasty/really_html.xls", 1, 1, "html table, UTF-8", "Email"},
		{"samples/nasty/rtl_override.csv", 2, 2, "delimited by comma, UTF-8", "email|name"},
		{"samples/nasty/semicolon.csv", 3, 2, "delimited by semicolon, UTF-8", "email|prenom|montant"},
		{"samples/nasty/single_column.csv", 1, 2, "delimited, UTF-8", "email"},
		{"samples/nasty/space_after_comma_quote.csv", 3, 1, "delimited by comma, UTF-8", "email|name|note"},
		{"samples/nasty/stream_2000_rows.xlsx", 2, 2000, `xlsx, sheet "S"`, "email|n"},
		{"samples/nasty/tags_column.csv", 2, 3, "delimited by comma, UTF-8", "email|TAGS"},
		{"samples/nasty/utf16be_bom_comma.csv", 2, 1, "delimited by comma, UTF-16BE", "email|name"},
		{"samples/nasty/utf16le_bom_tab.csv", 4, 2, "delimited by tab, UTF-16LE", "id|full_name|email|phone_number"},
		{"samples/nasty/utf8_bom.csv", 3, 1, "delimited by comma, UTF-8", "email|first_name|last_name"},
		{"samples/nasty/utf8_bom_quoted_header.csv", 2, 1, "delimited by comma, UTF-8", "email|name"},
		{"samples/nasty/zip_lost_leading_zero.csv", 3, 5, "delimited by comma, UTF-8", "email|zip|zip4"},

		{"samples/voter/nc_ncvoter_67col_fake.txt", 67, 4, "delimited by tab, ISO-8859-1", "county_id|county_desc|voter_reg_num|ncid"},
		{"samples/voter/nc_ncvoter_71col_pre2022_fake.txt", 71, 1, "delimited by tab, UTF-8", "county_id|county_desc|voter_reg_num|status_cd"},
		{"samples/voter/nc_snapshot_90col_latin1_fake.txt", 90, 3, "delimited by tab, ISO-8859-1", "snapshot_dt|county_id"},
		{"samples/voter/nc_ncvhis_15col_fake.txt", 15, 7, "delimited by tab, UTF-8", "county_id|county_desc"},
		{"samples/voter/nvf_nc.csv", 71, 100, "delimited by tab, UTF-8", "precinct_abbrv|mail_addr2"},
		{"samples/voter/nvf_co.csv", 51, 100, "delimited by comma, UTF-8", "VOTER_ID|COUNTY_CODE"},
		{"samples/voter/nvf_fl.csv", 38, 100, "delimited by tab, UTF-8, no header, layout of us-fl voters", "County Code|Voter ID|Name Last"},
		{"samples/voter/nvf_ny.csv", 45, 100, "delimited by comma, UTF-8, no header, layout of us-ny voters", "LASTNAME|FIRSTNAME"},
		{"samples/voter/nvf_oh.csv", 48, 100, "delimited by comma, UTF-8", "CAREER_CENTER|CITY"},
		{"samples/voter/nvf_wa.csv", 38, 300, "delimited by tab, UTF-8", "StateVoterID|CountyVoterID"},
		{"samples/voter/ny_boe_quoted_noheader_fake.txt", 45, 1, "delimited by comma, UTF-8, no header, layout of us-ny voters", "LASTNAME|FIRSTNAME"},
		{"samples/voter/oh_swvf_real_order_fake.txt", 51, 2, "delimited by comma, UTF-8", "SOS_VOTERID|COUNTY_NUMBER"},
		{"samples/voter/wa_vrdb_pipe_cp1252_fake.txt", 35, 2, "delimited by pipe, ISO-8859-1", "StateVoterID|FName|MName"},
		{"samples/voter/fl_history_5col_noheader_fake.txt", 5, 4, "delimited by tab, UTF-8, no header, layout of us-fl history", "County Code|Voter ID"},

		{"samples/crm/actblue_paid_contributions.csv", 101, 3, "delimited by comma, UTF-8", "Receipt ID|Date|Amount"},
		{"samples/crm/facebook_leads_utf16le.csv", 17, 2, "delimited by tab, UTF-16LE", "id|created_time"},
		{"samples/crm/google_contacts_new.csv", 27, 5, "delimited by comma, UTF-8", "First Name|Middle Name"},
		{"samples/crm/mailchimp_audience_export.csv", 20, 2, "delimited by comma, UTF-8", "Email Address|First Name"},
		{"samples/crm/nationbuilder_people_export.csv", 217, 1, "delimited by comma, UTF-8", "nationbuilder_id|twitter_id"},
		{"samples/crm/outlook_contacts.csv", 88, 1, "delimited by comma, UTF-8", "First Name|Middle Name"},
		{"samples/crm/salesforce_npsp_data_import.csv", 64, 1, "delimited by comma, UTF-8", "Contact1 Salutation"},
		{"samples/crm/van_votebuilder_export.csv", 15, 2, "delimited by tab, UTF-8", "Voter File VANID|LastName"},

		{"samples/eventbrite/attendee_report_italian_totals.csv", 10, 3, "delimited by comma, UTF-8", "ID dell'ordine"},
		{"samples/eventbrite/attendee_report_questions.csv", 32, 2, "delimited by comma, UTF-8", "Order #|Order Date"},
		{"samples/eventbrite/attendee_report_refunded.csv", 11, 3, "delimited by comma, UTF-8", "Order #|Order Date"},
		{"samples/eventbrite/orders_report.csv", 13, 3, "delimited by comma, UTF-8", "Order #|Order Date"},

		{"matching/clkhash_dirty.csv", 14, 2000, "delimited by comma, UTF-8", "given_name|surname"},
		{"matching/dsgen_a_5000.csv", 14, 5000, "delimited by comma, UTF-8", "rec_id|given_name"},
		{"matching/dsgen_c_5000.csv", 14, 5000, "delimited by comma, UTF-8", "rec_id|given_name"},
		{"matching/fake_1000.csv", 7, 1000, "delimited by comma, UTF-8", "unique_id|first_name"},
		{"matching/febrl1.csv", 12, 1000, "delimited by comma, UTF-8", "rec_id|given_name"},
		{"matching/febrl2.csv", 12, 5000, "delimited by comma, UTF-8", "rec_id|given_name"},
	} {
		t.Run(filepath.Base(tc.file), func(t *testing.T) {
			f, err := os.Open(filepath.Join(dir, filepath.FromSlash(tc.file)))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			got := readAll(t, f, tabular.Options{})
			if got.err != nil {
				t.Fatal(got.err)
			}
			equal(t, "rejected rows", len(got.bad), 0)
			equal(t, "columns", len(got.header), tc.columns)
			equal(t, "rows", len(got.rows), tc.rows)
			equal(t, "format", got.format.String(), tc.format)
			names := strings.Split(tc.first, "|")
			equal(t, "first names", got.header[:min(len(names), len(got.header))], names)
		})
	}
}

// cellsOf reads some cells of a sample file: row (from 0) and header to cell.
func TestSampleCells(t *testing.T) {
	dir := shared(t)
	for _, tc := range []struct {
		file, header string
		row          int
		want         string
	}{
		{"nasty/backslash_escaped_quotes.csv", "notes", 0, `She said "yes", twice`},
		{"nasty/backslash_escaped_quotes.csv", "notes", 1, `ends with backslash \`},
		{"nasty/cp1252_accents.csv", "name", 1, "Siobhán O’Brien"},
		{"nasty/cp1252_accents.csv", "note", 0, "“smart quotes” – dash €5"},
		{"nasty/date1904.xlsx", "dob", 0, "1962-02-01"},
		{"nasty/emails_messy.csv", "email", 4, `"quoted""user"@example.org`},
		{"nasty/excel_equals_quoted.csv", "zip", 0, "02601"},
		{"nasty/excel_equals_quoted.csv", "phone", 0, "0019195550101"},
		{"nasty/macroman_accents.csv", "name", 0, "René Fake"},
		{"nasty/mojibake.csv", "name", 0, "JosÃ© GarcÃ\u00ada"},
		{"nasty/multi_sheet_merged_header.xlsx", "Address ZIP", 0, "02601"},
		{"nasty/multi_sheet_merged_header.xlsx", "Other DOB", 0, "1962-02-01"},
		{"nasty/multi_sheet_merged_header.xlsx", "Other DOB", 1, "22678"},
		{"nasty/multi_sheet_merged_header.xlsx", "Phone", 0, "9195550101"},
		{"nasty/multi_sheet_merged_header.xlsx", "Opt in", 0, "TRUE"},
		{"nasty/multi_sheet_merged_header.xlsx", "Formula", 1, ""},
		{"nasty/multi_sheet_merged_header.xlsx", "Contact Name", 2, "Line\nbreak"},
		{"nasty/nul_byte.csv", "name", 0, "Ada"},
		{"nasty/nul_byte.csv", "name", 1, ""},
		{"nasty/semicolon.csv", "montant", 0, "1234,56"},
		{"nasty/semicolon.csv", "prenom", 1, "A;B"},
		{"nasty/space_after_comma_quote.csv", "name", 0, "Fake, Ada"},
		{"nasty/stream_2000_rows.xlsx", "n", 1999, "1999"},
		{"nasty/tags_column.csv", "TAGS", 0, `"VIP","Blog, weekly"`},
		{"nasty/utf16le_bom_tab.csv", "full_name", 1, "李 雷"},
		{"nasty/utf8_bom.csv", "last_name", 0, "Ünal"},
		{"voter/nc_ncvoter_67col_fake.txt", "last_name", 3, "PEÑALOZA"},
		{"voter/nc_ncvoter_67col_fake.txt", "res_street_address", 3, `5  "OLD" MILL LN   `},
		{"voter/nc_snapshot_90col_latin1_fake.txt", "last_name", 1, "NÚÑEZFAKE                "},
		{"voter/nc_snapshot_90col_latin1_fake.txt", "name_sufx_cd", 1, ""},
		{"voter/nc_snapshot_90col_latin1_fake.txt", "registr_dt", 2, "1996-10-04 00:00:00"},
		{"voter/nc_snapshot_90col_latin1_fake.txt", "age_group", 2, "26 TO 40"},
		{"voter/wa_vrdb_pipe_cp1252_fake.txt", "LName", 1, "Garcíafake"},
		{"voter/ny_boe_quoted_noheader_fake.txt", "VoterHistory", 0, "General Election, 2024;Primary Election, 2022;20201103 GE(E)"},
		{"crm/actblue_paid_contributions.csv", "Comments", 1, "Go, team!\n\"Thanks\""},
		{"crm/google_contacts_new.csv", "Address 1 - Formatted", 4, "1 Test St\nHyannis, MA 02601\nUS"},
		{"crm/mailchimp_audience_export.csv", "TAGS", 1, `"Evento Roma","Volontari"`},
		{"crm/outlook_contacts.csv", "Notes", 0, "Likes penguins\nand \"quotes\""},
	} {
		t.Run(filepath.Base(tc.file)+" "+tc.header, func(t *testing.T) {
			f, err := os.Open(filepath.Join(dir, "samples", filepath.FromSlash(tc.file)))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			got := readAll(t, f, tabular.Options{})
			for i, name := range got.header {
				if name == tc.header {
					equal(t, "cell", got.rows[tc.row].Cells[i], tc.want)
					return
				}
			}
			t.Fatalf("no column %q in %q", tc.header, got.header)
		})
	}
}

// Row numbers are lines, with those inside quotes counted, and a row that was
// mended says so.
func TestSampleRowNumbers(t *testing.T) {
	dir := shared(t)
	open := func(file string) read {
		f, err := os.Open(filepath.Join(dir, "samples", filepath.FromSlash(file)))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		return readAll(t, f, tabular.Options{})
	}
	numbers := func(r read) (out []int) {
		for _, row := range r.rows {
			out = append(out, row.Number)
		}
		return out
	}
	equal(t, "actblue", numbers(open("crm/actblue_paid_contributions.csv")), []int{2, 3, 5})
	equal(t, "ragged", numbers(open("nasty/ragged.csv")), []int{2, 3, 5, 6})
	equal(t, "merged header", numbers(open("nasty/multi_sheet_merged_header.xlsx")), []int{3, 4, 6})
	ragged := open("nasty/ragged.csv").rows
	equal(t, "short row", ragged[0].Ragged, -1)
	equal(t, "long row", ragged[1].Ragged, 2)
	equal(t, "long row's cells", ragged[1].Cells, []string{"b@example.org", "B", "Raleigh"})
	snapshot := open("voter/nc_snapshot_90col_latin1_fake.txt").rows
	equal(t, "stray tab", snapshot[2].Ragged, 1)
	equal(t, "stray tab's note", snapshot[2].Note, "a cell that was cut in two is joined again")
}
