package pipeline

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/riverqueue/river"

	"github.com/parallax-news/parallax/internal/config"
	"github.com/parallax-news/parallax/internal/feed"
	"github.com/parallax-news/parallax/internal/fetch"
	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/text"
)

const (
	// excerptRunes is the most of an outlet's text that readers are shown in a list.
	excerptRunes = 160
	// fullText is how many characters a feed's own text must have for the page not to be read.
	fullText = 600
)

// poll asks for a feed and stores what is new in it. What goes wrong with the feed is stored with the
// feed and shown; only trouble of our own is returned.
func (c *call) poll(ctx context.Context, t Task) error {
	f := *t.Feed
	now := c.Now()
	f.Polled, f.Error, f.Status = now, "", 0
	if !c.allowed(f.URL) {
		reason := "robots.txt does not let us read it"
		if c.silent {
			reason = "robots.txt cannot be read, so nothing may be"
		}
		return c.pollFailed(ctx, f, errors.New(reason), 0)
	}
	resp, err := c.get(ctx, fetch.Request{URL: f.URL, ETag: f.ETag, LastModified: f.LastModified, Kind: kindOf(f)})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return c.pollFailed(ctx, f, err, 0)
	}
	f.Status = resp.Status
	if resp.NotModified {
		return c.savePoll(ctx, *t.Feed, f, nil, 0)
	}
	if resp.Status != http.StatusOK {
		return c.pollFailed(ctx, f, fmt.Errorf("answer %d %s", resp.Status, http.StatusText(resp.Status)), resp.RetryAfter)
	}
	hash := sha256.Sum256(resp.Body)
	same := f.Hash == hex.EncodeToString(hash[:])
	if f.Format == news.FormatDiscover {
		if err := c.discover(ctx, f, resp); errors.Is(err, errNoFeed) {
			return c.pollFailed(ctx, f, err, 0)
		} else if err != nil {
			return err
		}
	} else if !same {
		return c.parse(ctx, t, f, resp, hex.EncodeToString(hash[:]))
	}
	f.ETag, f.LastModified = resp.ETag, resp.LastModified
	return c.savePoll(ctx, *t.Feed, f, nil, 0)
}

func kindOf(f news.Feed) fetch.Kind {
	if f.Format == news.FormatDiscover {
		return fetch.Page
	}
	return fetch.Feed
}

// parse reads the feed's answer; validators are kept only of an answer that could be read.
func (c *call) parse(ctx context.Context, t Task, f news.Feed, resp *fetch.Response, hash string) error {
	doc, err := feed.Parse(resp.Body, resp.Header.Get("Content-Type"), resp.URL)
	if err != nil {
		return c.pollFailed(ctx, f, err, 0)
	}
	f.ETag, f.LastModified, f.Hash = resp.ETag, resp.LastModified, hash
	f.Format = doc.Format
	if err := c.offered(ctx, &f, resp, doc); err != nil {
		return err
	}
	if doc.Title != "" {
		f.Title = text.Cut(doc.Title, 200)
	}
	incoming := make([]Incoming, 0, len(doc.Entries))
	for _, e := range doc.Entries {
		if in, ok := c.incoming(e, doc.Language, f, t.Outlet); ok {
			incoming = append(incoming, in)
		}
	}
	return c.savePoll(ctx, *t.Feed, f, incoming, doc.TTL)
}

// incoming makes an article of an entry. Whatever an entry links to, it is an article of the outlet whose
// feed it came in; a page elsewhere is not read.
func (c *call) incoming(e news.Entry, feedLanguage string, f news.Feed, o news.Outlet) (Incoming, bool) {
	address, err := feed.Canonical(e.URL)
	if err != nil || e.Title == "" {
		return Incoming{}, false
	}
	a := news.Article{
		ID: c.IDs.Next(), Outlet: f.Outlet, Feed: f.ID, URL: address, GUID: e.GUID,
		Title: text.Cut(e.Title, 500), Author: text.Cut(e.Author, 200), Excerpt: text.Cut(e.Summary, excerptRunes),
		Published: e.Published, Seen: c.Now().UTC().Truncate(time.Millisecond), Categories: e.Categories, Text: e.Content,
	}
	if utf8.RuneCountInString(a.Text) < utf8.RuneCountInString(e.Summary) {
		a.Text = e.Summary
	}
	a.Topics = text.Topics(sections(address), e.Categories, a.Title)
	whole := utf8.RuneCountInString(e.Content) >= fullText && !strings.HasSuffix(e.Content, "…")
	readPage := !whole && domainOf(address) == f.Outlet
	// Telling a language costs more than all else here, and the page, which says more, tells it again.
	if a.Language = firstOf(e.Language, feedLanguage, o.Language); !readPage || a.Language == "" {
		a.Language = text.Language(a.Title+"\n"+text.Cut(a.Text, 1000), a.Language)
	}
	return Incoming{Article: a, ReadPage: readPage}, true
}

func firstOf(languages ...string) string {
	for _, l := range languages {
		if l != "" {
			return l
		}
	}
	return ""
}

// sections are the folders of an address: what an outlet files an article under.
func sections(address string) []string {
	u, err := url.Parse(address)
	if err != nil {
		return nil
	}
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	return parts[:len(parts)-1]
}

// guesses is how many addresses are tried where a home page names no feed.
const guesses = 4

// discover finds the feed that an outlet's home page names, or tries where many sites have theirs.
func (c *call) discover(ctx context.Context, f news.Feed, resp *fetch.Response) error {
	tried := 0
	for _, found := range feed.Discover(resp.Body, resp.URL) {
		u, err := url.Parse(found.URL)
		if err != nil {
			continue
		}
		if found.Guessed {
			if u.Host != c.host || tried == guesses {
				continue
			}
			tried++
			if ok, err := c.isFeed(ctx, found.URL); err != nil {
				return err
			} else if !ok {
				continue
			}
		}
		return c.Archive.SaveFeeds(ctx, []news.Feed{{
			ID: c.IDs.Next(), Outlet: f.Outlet, URL: found.URL, Host: u.Host, Title: found.Title, NextPoll: c.Now(),
		}})
	}
	return errNoFeed
}

var errNoFeed = errors.New("the page names no feed")

// isFeed asks whether there is a feed at an address of the host. Only trouble of our own is an error.
func (c *call) isFeed(ctx context.Context, address string) (bool, error) {
	if !c.allowed(address) {
		return false, nil
	}
	if err := c.wait(ctx); err != nil {
		return false, err
	}
	resp, err := c.get(ctx, fetch.Request{URL: address, Kind: fetch.Feed})
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	if err != nil || resp.Status != http.StatusOK {
		return false, nil
	}
	_, err = feed.Parse(resp.Body, resp.Header.Get("Content-Type"), resp.URL)
	return err == nil, nil
}

// pollBatch is how many entries are stored in one transaction: others want to write, too.
const pollBatch = 200

// savePoll stores a good answer to the poll of a feed that was as was, and plans the next poll from what it brought.
func (c *call) savePoll(ctx context.Context, was, f news.Feed, entries []Incoming, ttl time.Duration) error {
	f.Failures, f.Fetched = 0, c.Now()
	c.plan(&f, entries, ttl, 0)
	var then []river.JobArgs
	for _, in := range entries {
		if !in.ReadPage {
			then = []river.JobArgs{Group{in.Article.Language}}
			break
		}
	}
	brought := 0
	for len(entries) > pollBatch {
		// The feed as it was: a crash before the last batch means that it is read again.
		got, err := c.Archive.SavePoll(ctx, was, entries[:pollBatch], then...)
		if err != nil {
			return err
		}
		brought += got.New
		entries = entries[pollBatch:]
	}
	got, err := c.Archive.SavePoll(ctx, f, entries, then...)
	if err != nil {
		return err
	}
	if got.New+got.Changed > 0 {
		c.Log.Debug("polled", "feed", f.URL, "new", got.New, "changed", got.Changed)
	}
	return c.rely(ctx, was, f, brought+got.New > 0)
}

// plan sets when the feed is asked again. The rule of feed.NextPoll holds for the default settings; others
// stretch or shrink it.
func (c *call) plan(f *news.Feed, entries []Incoming, hint, retryAfter time.Duration) {
	past := feed.Past{
		Now: c.Now(), Interval: f.Interval, Failures: f.Failures, Status: f.Status, RetryAfter: retryAfter, Hint: hint,
		Random: c.jitter.Float64,
	}
	for _, in := range entries {
		past.Arrivals = append(past.Arrivals, in.Article.Published)
	}
	set, usual := c.Config.Fetch, config.Default().Fetch
	past.Interval = stretch(past.Interval, usual.MinInterval, set.MinInterval)
	interval, at := feed.NextPoll(past)
	f.Interval = min(stretch(interval, set.MinInterval, usual.MinInterval), set.MaxInterval)
	wait := at.Sub(past.Now)
	if f.Failures > 0 {
		wait = max(stretch(wait, set.Retry, usual.Retry), retryAfter)
	} else {
		wait = stretch(wait, set.MinInterval, usual.MinInterval)
	}
	f.NextPoll = past.Now.Add(min(wait, set.MaxInterval))
}

// stretch is d times by/usual.
func stretch(d, by, usual time.Duration) time.Duration {
	return time.Duration(float64(d) * (float64(by) / float64(usual)))
}

// pollFailed stores a failure and backs off.
func (c *call) pollFailed(ctx context.Context, f news.Feed, why error, retryAfter time.Duration) error {
	f.Failures++
	f.Error = text.Cut(text.Clean(why.Error()), 300)
	c.plan(&f, nil, 0, retryAfter)
	c.Log.Debug("poll failed", "feed", f.URL, "failures", f.Failures, "error", f.Error, "next", f.NextPoll)
	_, err := c.Archive.SavePoll(ctx, f, nil)
	return err
}
