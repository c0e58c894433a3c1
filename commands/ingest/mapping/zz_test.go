package mapping

import "testing"

func TestLoad(t *testing.T) {
	if _, err := readKnowledge(headersTSV); err != nil {
		t.Fatal(err)
	}
	if _, err := readLayouts(layoutFiles); err != nil {
		t.Fatal(err)
	}
}
