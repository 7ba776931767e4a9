// Package extract turns the bytes of an article's page into plain text and metadata.
//
// Its input is hostile: a page may be broken, huge, deeply nested, wrongly encoded, or say that it is another outlet's. Page
// reads at most MaxBody bytes, returns after at most Options.Timeout, and keeps title and metadata where the text cannot be had. What
// it returns is plain text (package text's Clean), never markup. It does no I/O and follows no link. Pages that draw
// their text with scripts have only what their metadata says.
package extract

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/parallax-news/parallax/internal/text"
	"golang.org/x/net/html"
)

// MaxBody is the largest page that is read, in bytes.
const MaxBody = 5 << 20

// Errors of Page. ErrTooLarge and ErrEmpty mean that nothing was read.
var (
	ErrTooLarge = fmt.Errorf("page is larger than %d bytes", MaxBody)
	ErrEmpty    = errors.New("page is empty")
	ErrTimeout  = errors.New("page took too long to read")
	ErrCrashed  = errors.New("page crashed a reader")
)

// Result is what a page says about its article. Texts are plain and clean; what the page does not say is zero.
type Result struct {
	Title       string
	Text        string // paragraphs on lines, at most 300,000 bytes; "" where none was found or Incomplete says why
	Author      string // names, separated by ", "
	Language    string // BCP 47 primary tag
	Canonical   string // absolute address, only within the page's registrable domain
	Published   time.Time
	Modified    time.Time // zero unless after Published
	Section     string
	Tags        []string // as written, section not repeated, at most 20
	Description string
	Opinion     bool // the page calls itself opinion, comment, editorial or column
	Paywall     bool // the page says that it is not free to read
	Reservation
	Incomplete string // why Text is missing although the page was read: "nesting" (over 512 deep); "" it is not
}

// Options are what a caller knows about a page beside its bytes. The zero value is fine.
type Options struct {
	Header  http.Header   // of the response: X-Robots-Tag, TDM-Reservation, Content-Usage, Content-Language
	Agent   string        // product token of our User-Agent, to find robots rules addressed to it
	Now     time.Time     // dates after it by more than a day are not believed; zero: all up to the year 2100 are
	Timeout time.Duration // 0 means 5 s
}

// Page reads a page with no Options.
func Page(body []byte, contentType, pageURL string) (*Result, error) {
	return Options{}.Page(body, contentType, pageURL)
}

// Page reads the page that was found at pageURL. On ErrTimeout and ErrCrashed the result holds the metadata where that
// was already read, else it is nil. A reading that timed out goes on by itself until it ends: callers bound how many
// run at once, and count the abandoned ones.
func (o Options) Page(body []byte, contentType, pageURL string) (*Result, error) {
	switch {
	case len(body) > MaxBody:
		return nil, fmt.Errorf("extract.Page(%q): %w", pageURL, ErrTooLarge)
	case len(bytes.TrimSpace(body)) == 0:
		return nil, fmt.Errorf("extract.Page(%q): %w", pageURL, ErrEmpty)
	}
	early, done := make(chan *Result, 1), make(chan outcome, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				done <- outcome{err: fmt.Errorf("%w: %v", ErrCrashed, r)}
			}
		}()
		done <- outcome{result: o.read(body, contentType, pageURL, early)}
	}()
	timeout := o.Timeout
	if timeout <= 0 {
		timeout = 5 * time.Second
	}
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	var out outcome
	select {
	case out = <-done:
	case <-timer.C:
		out.err = ErrTimeout
	}
	if out.err == nil {
		return out.result, nil
	}
	select {
	case out.result = <-early:
	default:
	}
	return out.result, fmt.Errorf("extract.Page(%q): %w", pageURL, out.err)
}

type outcome struct {
	result *Result
	err    error
}

// read does the work of Page: metadata first, sent early as a copy, then the text.
func (o Options) read(body []byte, contentType, pageURL string, early chan<- *Result) *Result {
	u, err := url.Parse(pageURL)
	if err != nil {
		u = &url.URL{}
	}
	s := decode(body, contentType)
	doc, err := html.Parse(strings.NewReader(s))
	nested := err != nil // the parser refuses nothing else
	if nested {
		doc = flat(s)
	}
	f := look(doc)
	g := readGraph(f.ld)
	article := g.article(f.title + " " + f.first("og:title"))
	r := o.metadata(f, g, article, u)
	if nested {
		r.Incomplete = "nesting"
		r.Language = language(r.Language, r.Title+" "+r.Description)
		return r
	}
	copied := *r
	early <- &copied
	if detected := o.readText(doc, article, u, r); detected != r.Language || detected == "" {
		r.Language = language(r.Language, r.Text)
	}
	return r
}

// languageSample is how much text, in bytes, the language is judged by.
const languageSample = 600

// language is what the text shows, with what the page declares as the prior.
func language(declared, s string) string {
	return text.Language(strings.ToValidUTF8(s[:min(len(s), languageSample)], ""), declared)
}
