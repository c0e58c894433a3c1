// Package facts turns named raw values - the body of observe-records, the
// traits of an identify call, the answers of a form - into clean fact
// operations, with the parts of addresses, phones and e-mails in their groups.
// It decides nothing about records and appends nothing.
//
// What a door does with a value that cannot be cleaned is the door's choice:
// Set keeps it as a fact without a value and reports a Problem.
package facts
