package pebblelog_test

import (
	"testing"

	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/eventstoretest"
	"github.com/cerebro-cdp/cerebro/eventstore/pebblelog"
	"github.com/cockroachdb/pebble/v2/vfs"
)

// openLog opens a log and closes it at the end of the test.
func openLog(t testing.TB, c pebblelog.Config) *pebblelog.Log {
	t.Helper()
	l, err := pebblelog.Open(c)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return l
}

// suite is the factory for logs on one of the two file systems. Each log
// remembers its configuration, so that it can be opened again.
func suite(config func(t testing.TB) pebblelog.Config) eventstoretest.Factory {
	configs := map[eventstore.Log]pebblelog.Config{}
	open := func(t testing.TB, c pebblelog.Config) eventstore.Log {
		l := openLog(t, c)
		configs[l] = c
		return l
	}
	return eventstoretest.Factory{
		New: func(t testing.TB) eventstore.Log { return open(t, config(t)) },
		Restart: func(t testing.TB, l eventstore.Log) eventstore.Log {
			if err := l.Close(); err != nil {
				t.Fatalf("close: %v", err)
			}
			return open(t, configs[l])
		},
		ExactIDs: true, TellsRetries: true, Alone: true,
	}
}

func TestSuiteInMemory(t *testing.T) {
	eventstoretest.Run(t, suite(func(testing.TB) pebblelog.Config {
		return pebblelog.Config{Dir: "log", FS: vfs.NewMem()}
	}))
}

func TestSuiteOnDisk(t *testing.T) {
	eventstoretest.Run(t, suite(func(t testing.TB) pebblelog.Config {
		return pebblelog.Config{Dir: t.TempDir()}
	}))
}
