package pebbleactivity

// OnlyScrubCompacts shows what the scrubber does by itself.
func OnlyScrubCompacts(c Config) Config {
	c.onlyScrubCompacts = true
	return c
}
