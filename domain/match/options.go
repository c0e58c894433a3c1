package match

import "fmt"

// Options are what an account chooses; the zero value means the defaults.
type Options struct {
	KeyCap  int  // nodes a key may have and still make candidates, 20 to 400; a broad key two fifths of it
	SizeCap int  // nodes a cluster may have without a person's decision
	Auto    Bits // joined from here on; 0 is the model's: 6 bits, strict 9
	Workers int  // goroutines of a batch
}

// withDefaults fills in what is not set.
func (o Options) withDefaults() Options {
	if o.KeyCap == 0 {
		o.KeyCap = 50
	}
	if o.SizeCap == 0 {
		o.SizeCap = 200
	}
	if o.Auto == 0 {
		o.Auto = BalancedAuto
	}
	if o.Workers == 0 {
		o.Workers = 1
	}
	return o
}

// Validate says what is out of bounds.
func (o Options) Validate() error {
	o = o.withDefaults()
	switch {
	case o.KeyCap < 20 || o.KeyCap > 400:
		return fmt.Errorf("match: key cap %d is not between 20 and 400", o.KeyCap)
	case o.SizeCap < 2:
		return fmt.Errorf("match: size cap %d is below 2", o.SizeCap)
	case o.Auto < 3*Bit || o.Auto > 30*Bit:
		return fmt.Errorf("match: auto %s bits is not between 3 and 30", o.Auto)
	case o.Workers < 0:
		return fmt.Errorf("match: %d workers", o.Workers)
	}
	return nil
}
