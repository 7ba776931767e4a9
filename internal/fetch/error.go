package fetch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
)

// Failure is the kind of an Error.
type Failure int

const (
	Refused   Failure = iota + 1 // by our own rules: address, name, scheme, port, user name, https to http
	Timeout                      // the deadline passed
	TooLarge                     // more bytes than allowed, sent or decoded, or too many decoded from few
	Redirects                    // more than five redirects
	Network                      // name not found, connection, TLS, broken or cut-off answer
	Encoding                     // a content coding that was not offered, more than one, or a corrupt one
)

// String returns the failure in words, for counting and grouping.
func (f Failure) String() string {
	switch f {
	case Refused:
		return "refused"
	case Timeout:
		return "timed out"
	case TooLarge:
		return "too large"
	case Redirects:
		return "too many redirects"
	case Network:
		return "network"
	case Encoding:
		return "bad encoding"
	default:
		return fmt.Sprintf("Failure(%d)", int(f))
	}
}

// Error is a request without an answer that can be used. An HTTP status is no error: it is in the Response. When
// the caller's context ended, errors.Is finds context.Canceled or context.DeadlineExceeded.
type Error struct {
	Kind Failure
	URL  string // the address that failed, perhaps that of a redirect; never with a user name or password
	Err  error
}

func (e *Error) Error() string { return fmt.Sprintf("fetch %s: %v", e.URL, e.Err) }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Temporary reports whether the same request may work later without anyone changing anything.
func (e *Error) Temporary() bool { return e.Kind == Timeout || e.Kind == Network }

var (
	errRefused   = errors.New("refused")
	errRedirects = errors.New("more than 5 redirects")
	errCircle    = fmt.Errorf("%w: they go round in a circle", errRedirects)
	errTooLarge  = errors.New("too large")
	errEncoding  = errors.New("bad content encoding")
)

// failed makes an Error of any error that a request to rawURL ended with.
func failed(rawURL string, err error) *Error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		// Its text repeats the address, which may hold a password; what it wraps does not.
		rawURL, err = wrapped.URL, wrapped.Err
	}
	kind := kindOf(err)
	if kind == Timeout {
		err = fmt.Errorf("no whole answer in time: %w", err)
	}
	return &Error{Kind: kind, URL: withoutUser(rawURL), Err: err}
}

func kindOf(err error) Failure {
	timeout, isNet := errors.AsType[net.Error](err)
	switch {
	case errors.Is(err, errRefused):
		return Refused
	case errors.Is(err, errRedirects):
		return Redirects
	case errors.Is(err, errTooLarge):
		return TooLarge
	case errors.Is(err, errEncoding):
		return Encoding
	case errors.Is(err, context.DeadlineExceeded), isNet && timeout.Timeout():
		return Timeout
	default:
		return Network
	}
}

// withoutUser removes user name and password from an address, also from one that does not parse, and
// quotes what does not parse, since it may hold control characters.
func withoutUser(rawURL string) string {
	if u, err := url.Parse(rawURL); err == nil {
		u.User = nil
		if u.Opaque == "" {
			return u.String()
		}
	}
	if at := strings.LastIndexByte(rawURL, '@'); at >= 0 {
		scheme, _, found := strings.Cut(rawURL[:at], ":")
		rawURL = rawURL[at+1:]
		if found {
			rawURL = scheme + "://" + rawURL
		}
	}
	return fmt.Sprintf("%.300q", rawURL)
}
