// Package e2e tests the program as its users meet it: it builds the binary,
// serves temporary data folders with it, talks to them over HTTP with the real
// client libraries of the tracking protocol, and kills it. It holds tests only.
//
// What the tests here defend:
//
//  1. A call of a real client becomes an activity or a fact, once, however often
//     the client sends it again.
//  2. What was acknowledged is there after kill -9, exactly once, and every read
//     model says what it would say had there been no kill.
//
// The clients are installed by scripts/ci-install.sh into .cache/sdk. Without
// them their tests are skipped, but fail where CI=true.
package e2e
