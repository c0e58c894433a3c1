package match

import (
	"math/bits"
	"strconv"
)

// Bits is evidence in millibits: a thousandth of log2 of a likelihood ratio.
// Sums of Bits are exact, so explanations add up and hashes replay.
type Bits int32

// Bit is one whole bit of evidence.
const Bit Bits = 1000

// String answers the value in bits with three decimals.
func (b Bits) String() string { return strconv.FormatFloat(float64(b)/1000, 'f', 3, 64) }

// log2 answers the binary logarithm of x in millibits, by repeated squaring of
// a 32-bit mantissa: integers only, so the same on every machine. log2(0) is 0.
func log2(x uint64) Bits {
	if x == 0 {
		return 0
	}
	whole := bits.Len64(x) - 1
	var mantissa uint64
	if whole > 31 {
		mantissa = x >> uint(whole-31)
	} else {
		mantissa = x << uint(31-whole)
	}
	fraction := uint64(0)
	for i := 0; i < 20; i++ {
		mantissa = mantissa * mantissa >> 31
		fraction <<= 1
		if mantissa >= 1<<32 {
			mantissa >>= 1
			fraction |= 1
		}
	}
	return Bits(uint64(whole)*1000 + (fraction*1000+1<<19)>>20)
}
