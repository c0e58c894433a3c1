package match

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// ErrModel is wrapped by every error about a model that cannot be read.
var ErrModel = errors.New("match: not a model this program can use")

// ModelError says what is wrong with an encoded model and what to do.
type ModelError struct {
	Op   string
	Err  error
	Hint string
}

// Error implements error.
func (e *ModelError) Error() string { return e.Op + ": " + e.Err.Error() + " (" + e.Hint + ")" }

// Unwrap answers the cause.
func (e *ModelError) Unwrap() error { return e.Err }

const modelHeader = 7 * binary.MaxVarintLen64

// MarshalBinary writes what DecodeModel needs to make the same model: the rules'
// version, the calibration's numbers, what the account chose and the table,
// sorted by hash. No value stands in it, and none that fewer than five nodes bear
// has an entry.
func (m *Model) MarshalBinary() ([]byte, error) {
	out := make([]byte, 0, modelHeader+8*len(m.choice.Blocked)+10*len(m.counted))
	out = binary.AppendUvarint(out, ModelVersion)
	out = binary.AppendUvarint(out, m.nodes)
	out = binary.AppendVarint(out, int64(m.prior))
	out = binary.AppendUvarint(out, m.noise)
	strict := uint64(0)
	if m.choice.Strict {
		strict = 1
	}
	out = binary.AppendUvarint(out, strict)
	out = binary.AppendUvarint(out, uint64(len(m.choice.Blocked)))
	for _, k := range m.choice.Blocked {
		out = binary.LittleEndian.AppendUint64(out, uint64(k))
	}
	out = binary.AppendUvarint(out, uint64(len(m.counted)))
	for _, e := range m.counted {
		out = binary.LittleEndian.AppendUint64(out, e.key)
		out = binary.AppendVarint(out, int64(e.bits))
	}
	return append(out, m.digest[:8]...), nil
}

// DecodeModel makes a model of what MarshalBinary wrote. Errors wrap ErrModel.
func DecodeModel(b []byte) (*Model, error) {
	d := decoder{rest: b}
	if v := d.number(); d.err == nil && v != ModelVersion {
		return nil, modelError(fmt.Sprintf("its rules are of version %d, this program's of %d", v, ModelVersion), "run cerebro match calibrate and activate the version it makes")
	}
	nodes, prior, noise := d.number(), d.signed(), d.number()
	choice := d.choice()
	counted := d.counted()
	if d.err == nil && (prior > 0 || prior < -100_000 || noise > 1000) {
		d.err = errRange
	}
	if d.err != nil {
		return nil, modelError(d.err.Error(), "activate another version")
	}
	m := buildModel(nodes, Bits(prior), noise, counted, choice)
	if len(d.rest) != 8 || string(d.rest) != string(m.digest[:8]) {
		return nil, modelError("its hash does not fit: the rules changed, or it is damaged", "run cerebro match calibrate and activate the version it makes")
	}
	return m, nil
}

func modelError(why, hint string) error {
	return &ModelError{"decode match model", fmt.Errorf("%w: %s", ErrModel, why), hint}
}
