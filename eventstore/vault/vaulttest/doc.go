// Package vaulttest is the suite that every driver of vault.Vault passes. A
// driver's test gives it a Place and calls Run; what only one driver can show
// (crashes, bytes on disk) it tests beside it.
package vaulttest
