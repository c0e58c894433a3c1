package tracking

// ReadObject is readObject.
func ReadObject(b []byte) map[string]any { return readObject(b) }
