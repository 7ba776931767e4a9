package app

import (
	"errors"

	"github.com/parallax-news/parallax/internal/lab"
	"github.com/parallax-news/parallax/internal/outlet"
)

// SettingsError says that a setting is wrong.
type SettingsError struct{ Err error }

func (e *SettingsError) Error() string { return "settings: " + e.Err.Error() }

// Unwrap returns what is wrong.
func (e *SettingsError) Unwrap() error { return e.Err }

// InputError says that what the operator gave to a command is wrong.
type InputError struct{ Err error }

func (e *InputError) Error() string { return e.Err.Error() }

// Unwrap returns what is wrong.
func (e *InputError) Unwrap() error { return e.Err }

// BadInput tells whether an error is the fault of what was given, not of the program: exit status 2.
func BadInput(err error) bool {
	var settings *SettingsError
	var input *InputError
	var stage *lab.InputError
	var line *outlet.BadLine
	return errors.As(err, &settings) || errors.As(err, &input) || errors.As(err, &stage) || errors.As(err, &line)
}
