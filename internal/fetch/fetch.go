// Package fetch is the only way out to the web: polite, guarded and bounded requests.
//
// Every request, and every redirect, is checked before it leaves: only http and https, only web ports, no address
// of an inner or special network, in whatever notation; the address that is dialled is the one that was checked.
// Answers are capped in time, in bytes sent, in bytes decoded and in the ratio of the two.
//
// An operator's proxy may stand anywhere. Behind one, names are resolved by the proxy, so that only literal addresses
// and names of inner networks can be refused here, and the proxy has to guard its own network.
//
// A Client asks when it is told to: pace per host, robots.txt and back-off are kept by the caller, who shares them
// between processes.
package fetch

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"golang.org/x/net/http/httpguts"
)

// Kind says what is asked for; it chooses the caps.
type Kind int

const (
	Feed   Kind = iota // at most 10 MB; a file in gzip form is decoded
	Page               // at most 5 MB
	Robots             // cut at 500 KiB (RFC 9309, 2.5)
)

// limit is the most decoded bytes of a body.
func (k Kind) limit() int {
	switch k {
	case Feed:
		return 10 << 20
	case Robots:
		return 500 << 10
	default:
		return 5 << 20
	}
}

func (k Kind) accept() string {
	switch k {
	case Feed:
		return "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
	case Robots:
		return "text/plain, */*;q=0.5"
	default:
		return "text/html, application/xhtml+xml;q=0.9, */*;q=0.5"
	}
}

// Options of a Client. Only UserAgent is required.
type Options struct {
	UserAgent string // whole User-Agent header; names the program and an address or mail of whoever runs it
	From      string // mail address for the From header; "" none

	HTTPProxy  string // proxy for http, as in HTTP_PROXY; "" none
	HTTPSProxy string // proxy for https, as in HTTPS_PROXY; "" none
	NoProxy    string // hosts to be asked directly, as in NO_PROXY
	CAFile     string // PEM file of certificates to be trusted besides the system's; "" none

	// Allow lists networks that may be dialled although they are special, at any port. It is the operator's,
	// from the environment, and never filled from settings or feeds.
	Allow []netip.Prefix

	InFlight int           // requests at once; 0 means 256: many, so that slow hosts do not hold up others
	Timeout  time.Duration // whole of a request, redirects and body included; 0 means 30 s
	Resolver *net.Resolver // nil means the system's
	Now      func() time.Time
	Log      *slog.Logger
}

// Request is one thing to ask for.
type Request struct {
	URL          string // absolute, http or https
	Kind         Kind
	ETag         string // validators of the copy at hand, byte for byte as they came; "" none
	LastModified string
	Accept       string // media types; "" means those usual for the kind

	// Pace, when set, is called with the host (and port) of a redirect before it is followed, so that the caller can keep
	// that host's pace; an error ends the request.
	Pace func(ctx context.Context, host string) error
}

// Response is an answer of any status.
type Response struct {
	Status       int
	URL          string // where the answer came from, after redirects
	Permanent    string // where it has moved for good: every redirect was a 301 or 308, and the end answered well
	Header       http.Header
	Body         []byte // decoded; nil unless the status is 2xx
	ETag         string // validators for next time; after a 304 those that were sent, unless it brought new ones
	LastModified string
	RetryAfter   time.Duration // wait that the server asks for, at most 24 hours
	NotModified  bool          // 304: the copy at hand is still good
}

// Client makes requests. It is safe for concurrent use.
type Client struct {
	options Options
	out     *outbound
	http    *http.Client
	slots   chan struct{}
	bodies  *bodies
}

// New returns a Client, or an error when an option makes no sense. It starts nothing.
func New(o Options) (*Client, error) {
	if !httpguts.ValidHeaderFieldValue(o.UserAgent) || !strings.ContainsAny(o.UserAgent, "@:") {
		return nil, fmt.Errorf("fetch: user agent %q: want a name and a contact, such as %q",
			o.UserAgent, "Parallax/1.0 (+https://news.example/about)")
	}
	if !httpguts.ValidHeaderFieldValue(o.From) {
		return nil, fmt.Errorf("fetch: from %q: not a mail address", o.From)
	}
	if o.InFlight <= 0 {
		o.InFlight = 256
	}
	if o.Timeout <= 0 {
		o.Timeout = 30 * time.Second
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	out, err := newOutbound(o)
	if err != nil {
		return nil, fmt.Errorf("fetch: %w", err)
	}
	return &Client{
		options: o,
		out:     out,
		http:    &http.Client{Transport: out, CheckRedirect: redirect},
		slots:   make(chan struct{}, o.InFlight),
		bodies:  newBodies(),
	}, nil
}

// HTTP returns a client under the same guard, redirect rules and proxies for requests that Get does not
// make, such as WebSub subscriptions and calls of an API. Time and size of its answers are the caller's to bound.
func (c *Client) HTTP() *http.Client { return c.http }

// Close ends idle connections. Requests may still be made afterwards.
func (c *Client) Close() { c.out.closeIdle() }

// Get asks for a URL, following at most 5 redirects. Its errors are of type *Error; any HTTP status is a Response.
func (c *Client) Get(ctx context.Context, r Request) (*Response, error) {
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-ctx.Done():
		return nil, failed(r.URL, context.Cause(ctx))
	}
	ctx, cancel := context.WithTimeout(ctx, c.options.Timeout)
	defer cancel()
	began := c.options.Now()
	resp, err := c.get(ctx, r)
	log := c.options.Log.With("took", c.options.Now().Sub(began))
	if err != nil {
		log.DebugContext(ctx, "fetch failed", "error", err)
		return nil, err
	}
	log.DebugContext(ctx, "fetched", "url", resp.URL, "status", resp.Status, "bytes", len(resp.Body))
	return resp, nil
}

func (c *Client) get(ctx context.Context, r Request) (*Response, error) {
	if r.Pace != nil {
		ctx = context.WithValue(ctx, paceKey{}, r.Pace)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.URL, nil)
	if err != nil {
		// The cause repeats parts of the address, which may hold a password.
		return nil, failed(r.URL, fmt.Errorf("%w: not an address of the web", errRefused))
	}
	c.setHeader(req.Header, r)
	answer, err := c.http.Do(req)
	if err != nil {
		return nil, failed(r.URL, err)
	}
	defer answer.Body.Close()
	resp := c.response(answer, r)
	if answer.StatusCode/100 != 2 {
		return resp, nil
	}
	if answer.StatusCode == http.StatusPartialContent {
		return nil, failed(resp.URL, errors.New("a part of the content, which was not asked for"))
	}
	resp.Body, err = c.bodies.read(ctx, answer, r.Kind)
	if err != nil && ctx.Err() != nil {
		err = ctx.Err() // the connection, closed at the deadline, has another tale to tell
	}
	if err != nil {
		return nil, failed(resp.URL, err)
	}
	return resp, nil
}

func (c *Client) setHeader(h http.Header, r Request) {
	accept := r.Accept
	if accept == "" {
		accept = r.Kind.accept()
	}
	h["User-Agent"] = []string{c.options.UserAgent}
	h["Accept"] = []string{accept}
	h["Accept-Encoding"] = []string{"gzip, br"}
	if c.options.From != "" {
		h["From"] = []string{c.options.From}
	}
	if etag := validator(r.ETag); etag != "" {
		h["If-None-Match"] = []string{etag}
	}
	if modified := validator(r.LastModified); modified != "" {
		h["If-Modified-Since"] = []string{modified}
	}
}

// response fills in all but the body.
func (c *Client) response(answer *http.Response, r Request) *Response {
	end := *answer.Request.URL
	end.Fragment, end.RawFragment = "", ""
	resp := &Response{
		Status:       answer.StatusCode,
		URL:          end.String(),
		Header:       answer.Header,
		ETag:         validator(answer.Header.Get("ETag")),
		LastModified: validator(answer.Header.Get("Last-Modified")),
		RetryAfter:   RetryAfter(answer.Header.Get("Retry-After"), c.options.Now()),
		NotModified:  answer.StatusCode == http.StatusNotModified,
	}
	if resp.NotModified {
		if resp.ETag == "" {
			resp.ETag = r.ETag
		}
		if resp.LastModified == "" {
			resp.LastModified = r.LastModified
		}
	}
	if movedForGood(answer) && (resp.NotModified || resp.Status/100 == 2) {
		resp.Permanent = resp.URL
	}
	return resp
}

// movedForGood walks back over the redirects that led to an answer.
func movedForGood(answer *http.Response) bool {
	from := answer.Request.Response
	for hop := from; hop != nil; hop = hop.Request.Response {
		if hop.StatusCode != http.StatusMovedPermanently && hop.StatusCode != http.StatusPermanentRedirect {
			return false
		}
	}
	return from != nil
}

// validator returns v, or "" when it is so odd that sending it back would break our own requests.
func validator(v string) string {
	if len(v) > 1024 || !httpguts.ValidHeaderFieldValue(v) {
		return ""
	}
	return v
}
