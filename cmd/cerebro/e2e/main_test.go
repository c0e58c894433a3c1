package e2e_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// program is the path of the binary, built at its first use.
var program = sync.OnceValues(func() (string, error) {
	path := filepath.Join(programDir(), "cerebro")
	if err := os.MkdirAll(programDir(), 0o700); err != nil {
		return "", err
	}
	out, err := exec.Command("go", "build", "-o", path, "github.com/cerebro-cdp/cerebro/cmd/cerebro").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build: %w\n%s", err, out)
	}
	return path, nil
})

func programDir() string {
	return filepath.Join(os.TempDir(), fmt.Sprintf("cerebro-e2e-%d", os.Getpid()))
}

func TestMain(m *testing.M) {
	code := m.Run()
	_ = os.RemoveAll(programDir())
	os.Exit(code)
}

// root is the folder of the repository.
func root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
	}
	t.Fatal("no go.mod above the test")
	return ""
}

// missing skips a test for want of something; in CI it must be there.
func missing(t testing.TB, format string, args ...any) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf(format, args...)
	}
	t.Skipf(format, args...)
}
