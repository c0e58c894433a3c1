// Package commands is the way into the log: every door (tracking calls, the
// command API, files, webhooks) ends in a method of Service, which validates,
// decides, seals and appends, and answers with the position that reads can wait
// for.
//
// One file per command. A command that decides something reads the account's
// state from Directory, appends to one stream at the exact revision that it
// decided on, and decides anew when somebody else was faster. Data need no
// decision: they are appended to their record's stream whatever its revision,
// and event ids that the log knows already are left out, so a repetition changes
// nothing.
//
// The package never reads a projection, with one exception that is an interface
// of its own: decisions about profiles ask Profiles who belongs to whom.
package commands
