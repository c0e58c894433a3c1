package journal

// Pack and Unpack are the compression of payloads.
func Pack(clear []byte) ([]byte, bool)     { return pack(clear) }
func Unpack(packed []byte) ([]byte, error) { return unpack(packed) }
