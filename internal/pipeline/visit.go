package pipeline

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"sync"
	"time"

	"github.com/parallax-news/parallax/internal/fetch"
)

const (
	// robotsAge is how long a robots.txt is good for (RFC 9309, 2.4).
	robotsAge = 24 * time.Hour
	// robotsRetry is when a robots.txt that could not be read is asked for again; until then nothing else is.
	robotsRetry = 10 * time.Minute
	// longRest is the longest that a visit waits; for a longer rest it ends, and the sweep comes back.
	longRest = 30 * time.Second
	// guestRest is the longest that a redirect to another host waits for that host.
	guestRest = 5 * time.Second
)

// errRest ends a visit because the host wants to be left alone for longer than it is worth to wait.
var errRest = errors.New("the host rests")

// jitter is a source of randomness for several goroutines.
type jitter struct {
	mu   sync.Mutex
	rand *rand.Rand
}

// Float64 is a number in [0, 1).
func (j *jitter) Float64() float64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.rand.Float64()
}

// call is one visit of a host: it holds the lease and keeps the pace.
type call struct {
	*Pipeline
	host    string
	owner   string
	leased  time.Time // end of the lease
	next    time.Time // earliest next request
	delay   time.Duration
	robots  fetch.Rules
	silent  bool      // robots.txt could not be read
	ends    time.Time // of the visit
	fetched bool      // robots.txt is fresh
}

// visit does all that is due at a host, one request at a time, keeping the host's delay.
func (p *Pipeline) visit(ctx context.Context, host string) (err error) {
	now := p.Now()
	c := &call{Pipeline: p, host: host, owner: p.IDs.Next().String(), leased: now.Add(p.Lease), ends: now.Add(p.Lease / 2)}
	h, ok, err := p.Archive.TakeHost(ctx, host, c.owner, now, c.leased)
	if err != nil || !ok {
		return err // somebody else is there
	}
	defer func() {
		// The lease must end even when the job was cancelled.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		if lerr := p.Archive.LeaveHost(ctx, host, c.owner, c.next); err == nil {
			err = lerr
		}
	}()
	c.use(h.Robots)
	c.next = h.Next
	if h.Cut {
		c.next = maxTime(c.next, now.Add(c.delay))
	}
	for p.Now().Before(c.ends) {
		t, ok, err := p.Archive.NextTask(ctx, host, p.Now())
		if err != nil || !ok {
			return err
		}
		if err := c.do(ctx, t); errors.Is(err, errRest) {
			return nil
		} else if err != nil {
			return err
		}
	}
	return nil
}

// do works on one task, after the host's robots.txt and at its pace.
func (c *call) do(ctx context.Context, t Task) error {
	if !c.fetched {
		if err := c.readRobots(ctx, t); err != nil {
			return err
		}
	}
	if err := c.wait(ctx); err != nil {
		return err
	}
	if t.Feed != nil {
		return c.poll(ctx, t)
	}
	return c.read(ctx, t)
}

// use takes the host's robots.txt as it was kept.
func (c *call) use(r Robots) {
	age := c.Now().Sub(r.Fetched)
	c.fetched = !r.Fetched.IsZero() && age < robotsAge && (!unreachable(r.Status) || age < robotsRetry)
	c.silent = unreachable(r.Status)
	c.robots = fetch.ParseRobots(r.Status, r.Body)
	c.delay = max(c.Config.Fetch.HostDelay, min(c.robots.Delay(c.Agent), c.Config.Fetch.MaxCrawlDelay))
}

// unreachable tells whether a robots.txt could not be read, so that all is forbidden (RFC 9309, 2.3.1.4).
func unreachable(status int) bool { return status == 0 || status >= 500 }

// readRobots fetches the host's robots.txt and keeps it for all.
func (c *call) readRobots(ctx context.Context, t Task) error {
	if err := c.wait(ctx); err != nil {
		return err
	}
	r := Robots{}
	resp, err := c.get(ctx, fetch.Request{URL: t.scheme() + "://" + c.host + "/robots.txt", Kind: fetch.Robots})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err == nil {
		r.Status, r.Body = resp.Status, resp.Body
	}
	r.Fetched = c.Now()
	if err := c.Archive.SaveRobots(ctx, c.host, r); err != nil {
		return err
	}
	c.use(r)
	return nil
}

// get makes a request, which ends with the lease at the latest; afterwards the host rests for its delay, counted from the end of the answer.
func (c *call) get(ctx context.Context, r fetch.Request) (resp *fetch.Response, err error) {
	ctx, cancel := context.WithTimeout(ctx, c.leased.Sub(c.Now()))
	defer cancel()
	guests := map[string]Host{}
	r.Pace = func(ctx context.Context, host string) error {
		if host == c.host {
			c.next = c.Now().Add(c.delay)
			return c.wait(ctx)
		}
		return c.guest(ctx, host, guests)
	}
	defer func() {
		for host, h := range guests {
			rest := max(c.Config.Fetch.HostDelay, min(fetch.ParseRobots(h.Robots.Status, h.Robots.Body).Delay(c.Agent), c.Config.Fetch.MaxCrawlDelay))
			if lerr := c.Archive.LeaveHost(context.WithoutCancel(ctx), host, c.owner, c.Now().Add(rest)); err == nil && lerr != nil {
				resp, err = nil, lerr
			}
		}
	}()
	resp, err = c.Fetch.Get(ctx, r)
	c.next = c.Now().Add(c.delay)
	if err == nil && (resp.Status == 429 || resp.Status == 503) && resp.RetryAfter > 0 {
		c.next = c.Now().Add(resp.RetryAfter)
	}
	return resp, err
}

// errBusy says that a redirect led to a host that somebody else is asking just now, or that rests.
var errBusy = errors.New("it leads to a host that is busy")

// guest takes the lease of another host that a redirect leads to, so that it, too, is asked for one thing at a time.
func (c *call) guest(ctx context.Context, host string, guests map[string]Host) error {
	if _, ok := guests[host]; ok {
		return errBusy // back and forth between two hosts: their pace would not be kept
	}
	now := c.Now()
	h, ok, err := c.Archive.TakeHost(ctx, host, c.owner, now, now.Add(c.Lease))
	if err != nil {
		return err
	}
	if !ok {
		return errBusy
	}
	guests[host] = h
	rest := h.Next.Sub(now)
	if rest > guestRest || h.Cut {
		return errBusy
	}
	return sleep(ctx, rest)
}

// wait sleeps until the host may be asked again and prolongs the lease. It returns errRest where that is too long.
func (c *call) wait(ctx context.Context) error {
	now := c.Now()
	if c.next.Sub(now) > longRest || c.next.After(c.ends) {
		return errRest
	}
	if until := maxTime(now, c.next).Add(c.Lease / 2); until.After(c.leased) {
		c.leased = maxTime(now, c.next).Add(c.Lease)
		_, ok, err := c.Archive.TakeHost(ctx, c.host, c.owner, now, c.leased)
		if err != nil {
			return err
		}
		if !ok {
			return fmt.Errorf("visiting %s: the lease was lost", c.host)
		}
	}
	return sleep(ctx, c.next.Sub(now))
}

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func maxTime(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// allowed tells whether the host's robots.txt lets us ask for the address.
func (c *call) allowed(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	return c.robots.Allowed(c.Agent, path)
}

func (t Task) scheme() string {
	address := ""
	if t.Feed != nil {
		address = t.Feed.URL
	} else {
		address = t.Article.URL
	}
	if u, err := url.Parse(address); err == nil && u.Scheme == "http" {
		return "http"
	}
	return "https"
}
