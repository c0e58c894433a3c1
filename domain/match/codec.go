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

const modelHeader = 4 * binary.MaxVarintLen64

// MarshalBinary writes what DecodeModel needs to make the same model: the rules'
// version, the calibration's numbers and its table, sorted by hash. No value
// stands in it, and no value that fewer than five nodes bear has an entry.
func (m *Model) MarshalBinary() ([]byte, error) {
	out := make([]byte, 0, modelHeader+10*len(m.counted))
	out = binary.AppendUvarint(out, ModelVersion)
	out = binary.AppendUvarint(out, m.nodes)
	out = binary.AppendVarint(out, int64(m.prior))
	out = binary.AppendUvarint(out, m.noise)
	out = binary.AppendUvarint(out, uint64(len(m.counted)))
	for _, e := range m.counted {
		out = binary.LittleEndian.AppendUint64(out, e.key)
		out = binary.AppendVarint(out, int64(e.bits))
	}
	return append(out, m.digest[:8]...), nil
}

// DecodeModel makes a model of what MarshalBinary wrote. Errors wrap ErrModel.
func DecodeModel(b []byte) (*Model, error) {
	fail := func(why, hint string) (*Model, error) {
		return nil, &ModelError{"decode match model", fmt.Errorf("%w: %s", ErrModel, why), hint}
	}
	var head [5]uint64
	for i := range head {
		v, n := binary.Uvarint(b)
		if n <= 0 {
			return fail("cut short", "activate another version")
		}
		head[i], b = v, b[n:]
		if i == 0 && v != ModelVersion {
			return fail(fmt.Sprintf("version %d, this program has %d", v, ModelVersion), "run match calibrate and activate its model")
		}
	}
	prior := int64(head[2]>>1) ^ -int64(head[2]&1)
	if head[4] > uint64(len(b))/9 || prior > 0 || prior < -100_000 || head[3] > 1000 {
		return fail("numbers out of range", "activate another version")
	}
	counted := make([]weightEntry, 0, head[4])
	for range head[4] {
		if len(b) < 9 {
			return fail("cut short", "activate another version")
		}
		key := binary.LittleEndian.Uint64(b)
		bits, n := binary.Varint(b[8:])
		if n <= 0 || bits < -1<<20 || bits > 1<<20 {
			return fail("a weight out of range", "activate another version")
		}
		counted = append(counted, weightEntry{key, Bits(bits)})
		b = b[8+n:]
	}
	m := buildModel(head[1], Bits(prior), head[3], counted)
	if len(b) != 8 || string(b) != string(m.digest[:8]) {
		return fail("its hash does not fit", "activate another version")
	}
	return m, nil
}
