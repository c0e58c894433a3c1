// Package profilestest is the suite every driver of package profiles passes:
// that of all projectors, and a comparison of every answer with a model in
// memory that folds the same log the plain way and looks at every profile.
package profilestest
