package journal

import (
	"fmt"

	"github.com/klauspost/compress/zstd"
)

const (
	// packFrom is the size from which compression is tried. Below it an
	// observation or activity shrinks too little for what it costs; see
	// BenchmarkPack.
	packFrom = 1024
	// maxClear bounds a payload before compression and after decompression.
	maxClear = 4 << 20
)

// packer compresses large payloads. Segment trees, reports of merges and model
// tables shrink several times.
type packer struct {
	enc *zstd.Encoder
	dec *zstd.Decoder
}

func newPacker() (*packer, error) {
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(2),
		zstd.WithEncoderCRC(false), zstd.WithWindowSize(128<<10), zstd.WithLowerEncoderMem(true))
	if err != nil {
		return nil, err
	}
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(2), zstd.WithDecoderMaxMemory(maxClear), zstd.WithDecoderLowmem(true))
	if err != nil {
		return nil, err
	}
	return &packer{enc, dec}, nil
}

// pack is false when compression does not pay.
func (p *packer) pack(clear []byte) ([]byte, bool) {
	if p == nil || len(clear) < packFrom {
		return nil, false
	}
	out := p.enc.EncodeAll(clear, make([]byte, 0, len(clear)/2))
	return out, len(out) <= len(clear)*9/10
}

func (p *packer) unpack(packed []byte) ([]byte, error) {
	out, err := p.dec.DecodeAll(packed, nil)
	if err != nil || len(out) > maxClear {
		return nil, fmt.Errorf("%w: decompression", ErrMalformed)
	}
	return out, nil
}
