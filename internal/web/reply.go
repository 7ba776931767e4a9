package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"

	"github.com/parallax-news/parallax/internal/news"
)

// handler answers a request for a page. It writes nothing when it returns an error.
type handler func(w http.ResponseWriter, r *http.Request) error

// renderLimit is the longest that one page may take.
const renderLimit = 10 * time.Second

// reply is a finished answer, ready to be sent any number of times. It is an http.ResponseWriter
// while a handler fills it.
type reply struct {
	header http.Header
	status int
	body   bytes.Buffer
	etag   string

	zip    sync.Once
	zipped []byte // body in gzip, made when first asked for; nil where that does not pay
}

// Header is the header of the answer.
func (a *reply) Header() http.Header { return a.header }

// WriteHeader sets the status; the first call counts.
func (a *reply) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

// Write adds to the body.
func (a *reply) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(b)
}

// cached serves a handler's pages through the page cache.
func (s *Server) cached(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key := r.URL.Path + "?" + r.URL.RawQuery
		a, err := s.cache.get(r.Context(), key, func(ctx context.Context) *reply {
			return s.produce(h, r.WithContext(ctx))
		})
		if err != nil { // the reader left while another's request made the page
			return
		}
		a.send(w, r)
	})
}

// produce runs a handler. Here, and only here, errors of pages are answered and logged.
func (s *Server) produce(h handler, r *http.Request) *reply {
	a := &reply{header: http.Header{}}
	ctx, cancel := context.WithTimeout(r.Context(), renderLimit)
	defer cancel()
	r = r.WithContext(ctx)
	if err := h(a, r); err != nil {
		*a = reply{header: http.Header{}}
		s.fail(a, r, err)
	}
	if a.status == 0 {
		a.status = http.StatusOK
	}
	if a.status == http.StatusOK {
		sum := sha256.Sum256(a.body.Bytes())
		a.etag = `W/"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
		a.header.Set("ETag", a.etag)
		a.header.Set("Cache-Control", pageCacheControl)
	}
	return a
}

// pageCacheControl lets caches on the way keep a page as long as ours does.
var pageCacheControl = fmt.Sprintf("public, max-age=%d", int(pageLife/time.Second))

// send writes the answer, or that the reader has it already.
func (a *reply) send(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	for k, v := range a.header {
		h[k] = v
	}
	h["Vary"] = varyEncoding
	if a.etag != "" && matches(r.Header.Get("If-None-Match"), a.etag) {
		h.Del("Content-Type")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := a.body.Bytes()
	if acceptsGzip(r.Header.Get("Accept-Encoding")) {
		if z := a.gzipped(); z != nil {
			h.Set("Content-Encoding", "gzip")
			body = z
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(a.status)
	w.Write(body) // an error here is the reader's leaving
}

var varyEncoding = []string{"Accept-Encoding"}

// matches tells whether an If-None-Match header names the tag, weakly (RFC 9110 section 13.1.2).
func matches(header, etag string) bool {
	for tag := range strings.SplitSeq(header, ",") {
		tag = strings.TrimSpace(tag)
		if tag == "*" || strings.TrimPrefix(tag, "W/") == strings.TrimPrefix(etag, "W/") {
			return true
		}
	}
	return false
}

// acceptsGzip reads an Accept-Encoding header (RFC 9110 section 12.5.3), where a weight of 0 refuses.
func acceptsGzip(header string) bool {
	for coding := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(coding), ";")
		if strings.TrimSpace(name) == "gzip" {
			q, err := strconv.ParseFloat(strings.TrimPrefix(strings.TrimSpace(weight), "q="), 64)
			return weight == "" || err != nil || q > 0
		}
	}
	return false
}

// zipMin is the size below which compression costs more than it saves.
const zipMin = 1 << 10

func (a *reply) gzipped() []byte {
	a.zip.Do(func() {
		if a.body.Len() < zipMin {
			return
		}
		var b bytes.Buffer
		z := zippers.Get().(*gzip.Writer)
		defer zippers.Put(z)
		z.Reset(&b)
		z.Write(a.body.Bytes()) // a bytes.Buffer never fails
		z.Close()
		a.zipped = b.Bytes()
	})
	return a.zipped
}

var zippers = sync.Pool{New: func() any { return gzip.NewWriter(nil) }}

// ignoreMissing drops the errors that say that something is no longer there.
func ignoreMissing(err error) error {
	var moved *news.Moved
	if errors.Is(err, news.ErrNotFound) || errors.Is(err, news.ErrGone) || errors.As(err, &moved) {
		return nil
	}
	return err
}

// badRequest is an error in what the reader asked for, told in a sentence that may be shown.
type badRequest string

func (e badRequest) Error() string { return string(e) }

// ErrorPage is the page for an address that has nothing to show.
type ErrorPage struct {
	Page
	Code    int
	Heading string
	Text    string
}

// fail answers an error with a page; what is our fault is logged, with all that the error says.
func (s *Server) fail(a *reply, r *http.Request, err error) {
	e := ErrorPage{Code: http.StatusInternalServerError, Heading: "Something broke on our side",
		Text: "It is not your doing, and it has been written down. Please try again in a few minutes."}
	var bad badRequest
	switch {
	case errors.Is(err, news.ErrNotFound):
		e.Code, e.Heading = http.StatusNotFound, "There is nothing at this address"
		e.Text = "Stories keep their address for ever, even when merged; so the address was probably mistyped."
	case errors.Is(err, news.ErrGone):
		e.Code, e.Heading = http.StatusGone, "This was taken down"
		e.Text = "An outlet or an editor asked for it. Nothing of it is kept here."
	case errors.As(err, &bad):
		e.Code, e.Heading, e.Text = http.StatusBadRequest, "That cannot be answered", bad.Error()
	case errors.Is(err, context.DeadlineExceeded):
		e.Code, e.Heading = http.StatusServiceUnavailable, "This takes too long just now"
		e.Text = "The machine is busy. Please try again in a minute."
		a.header.Set("Retry-After", "60")
	}
	if e.Code >= 500 && !gone(r.Context(), err) {
		s.log.ErrorContext(r.Context(), "page failed", slog.String("path", r.URL.Path), slog.Any("error", err))
	}
	var pageErr error
	if e.Page, pageErr = s.page(context.WithoutCancel(r.Context()), "", r.URL.Path, e.Heading, e.Text); pageErr != nil {
		e.Page = s.barePage(e.Heading)
	}
	e.NoIndex = true
	a.WriteHeader(e.Code)
	if pageErr = s.render(a, "error", e); pageErr != nil {
		s.log.ErrorContext(r.Context(), "error page failed", slog.Any("error", pageErr))
		http.Error(a, e.Heading, e.Code)
	}
}

// barePage is a page without anything from the database, for when that is what failed.
func (s *Server) barePage(title string) Page {
	now := s.now().UTC()
	return Page{Title: title, Base: string(s.links), Site: s.site, Nav: s.nav("", frame{}),
		Today: now.Format("Monday 2 January 2006") + " · " + s.edition.Name, Status: StatusLine{AsOf: now.Format("15:04") + " UTC"}}
}

// gone tells whether the reader went away before the answer was ready.
func gone(ctx context.Context, err error) bool {
	return errors.Is(err, context.Canceled) && ctx.Err() != nil
}
