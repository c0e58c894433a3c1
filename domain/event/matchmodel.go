package event

// BlockedValue is a value that an account says names nobody. The matcher's
// events carry only Key, a hash by the matcher's own rule; the person's request
// says the value itself.
type BlockedValue struct {
	Category string `cbor:"1,keyasint,omitempty"` // name: "email", "external_id", ...
	Value    string `cbor:"2,keyasint,omitempty"` // as it was given
	Key      uint64 `cbor:"3,keyasint"`
}

// The events of matching models, in the account stream and sealed with the
// account's key.
type (
	// MatchCalibrationRequested is a person's wish for a model made from the
	// present records. It says the account's whole choice: what stands here is
	// strict and blocked from now on, in every model that is made.
	MatchCalibrationRequested struct {
		Strict  bool           `cbor:"1,keyasint,omitempty"`
		Blocked []BlockedValue `cbor:"2,keyasint,omitempty"`
	}
	// MatchModelProposed is a model that the matcher made. Its table comes in
	// parts, each an event of its own with the same Version: the model is there
	// from the event with Part == Of. It decides nothing until it is activated.
	// Without a table it names a model that is there already: a calibration that
	// came to it again.
	MatchModelProposed struct {
		Version string   `cbor:"1,keyasint"` // the model's hash
		Part    int      `cbor:"2,keyasint"` // from 1
		Of      int      `cbor:"3,keyasint"`
		Table   []byte   `cbor:"4,keyasint,omitempty"`
		Rules   int      `cbor:"5,keyasint"` // version of the rules that can use it
		Nodes   uint64   `cbor:"6,keyasint"` // it was made from
		Prior   int32    `cbor:"7,keyasint"` // millibits
		Strict  bool     `cbor:"8,keyasint,omitempty"`
		Blocked []uint64 `cbor:"9,keyasint,omitempty"` // BlockedValue.Key
	}
	// MatchModelActivated puts a model in force that was proposed before, or is
	// the program's own. In version 1 it carried the model's table in parts.
	MatchModelActivated struct {
		Version string `cbor:"1,keyasint"`
	}
)

// EventType implements Payload.
func (MatchCalibrationRequested) EventType() Type { return TypeCalibrationAsked }

// EventType implements Payload.
func (MatchModelProposed) EventType() Type { return TypeModelProposed }

// EventType implements Payload.
func (MatchModelActivated) EventType() Type { return TypeModelActivated }
