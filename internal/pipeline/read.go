package pipeline

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"
	"unicode/utf8"

	"github.com/parallax-news/parallax/internal/extract"
	"github.com/parallax-news/parallax/internal/feed"
	"github.com/parallax-news/parallax/internal/fetch"
	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/outlet"
	"github.com/parallax-news/parallax/internal/text"
)

const (
	// pageTries is how often a page is asked for before its article goes on with what the feed said.
	pageTries = 3
	// thinText is the length in characters below which a page that says less than the feed counts as not read.
	thinText = 150
)

// read asks for an article's page and stores what it says.
func (c *call) read(ctx context.Context, t Task) error {
	a := *t.Article
	if !c.allowed(a.URL) {
		return c.readFailed(ctx, a, "robots.txt does not let us read it", time.Time{})
	}
	resp, err := c.get(ctx, fetch.Request{URL: a.URL, Kind: fetch.Page})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err == nil && resp.Status != http.StatusOK {
		err = fmt.Errorf("answer %d %s", resp.Status, http.StatusText(resp.Status))
	}
	if err == nil && domainOf(resp.URL) != a.Outlet {
		err = fmt.Errorf("it leads to %s", resp.URL)
	}
	var page *extract.Result
	if err == nil {
		page, err = c.extract(ctx, resp)
	}
	if err == nil && page.Level < extract.HeadlineOnly && short(page.Text) && len(page.Text) < len(a.Text) {
		err = errors.New("the page says less than the feed")
	}
	if err != nil {
		return c.readFailed(ctx, a, err.Error(), c.retryPage(t, resp))
	}
	c.merge(&a, page, t.Outlet)
	return c.Archive.SavePage(ctx, a, Group{a.Language})
}

// domainOf is the domain of the outlet that an address belongs to, "" for none.
func domainOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return outlet.Publisher(u.Hostname())
}

func short(s string) bool { return utf8.RuneCountInString(s) < thinText }

// retryPage is when the page is to be tried again, zero for never.
func (c *call) retryPage(t Task, resp *fetch.Response) time.Time {
	if t.Tries+1 >= pageTries {
		return time.Time{}
	}
	wait := c.Config.Fetch.Retry << t.Tries
	if resp != nil {
		wait = max(wait, resp.RetryAfter)
	}
	return c.Now().Add(wait)
}

func (c *call) readFailed(ctx context.Context, a news.Article, reason string, next time.Time) error {
	c.Log.Debug("page not read", "url", a.URL, "error", reason)
	return c.Archive.PageFailed(ctx, a.ID, text.Cut(text.Clean(reason), 300), next, Group{a.Language})
}

// extract reads a page. Each extraction holds a whole tree in memory, so few run at a time.
func (c *call) extract(ctx context.Context, resp *fetch.Response) (*extract.Result, error) {
	select {
	case c.reading <- struct{}{}:
		defer func() { <-c.reading }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	o := extract.Options{Header: resp.Header, Agent: c.Agent, Now: c.Now()}
	return o.Page(resp.Body, resp.Header.Get("Content-Type"), resp.URL)
}

// merge adds what the page says to what the feed said. The feed's headline stands: it is the one that the outlet sends out.
func (c *call) merge(a *news.Article, page *extract.Result, o news.Outlet) {
	if len(page.Text) > len(a.Text) {
		a.Text = page.Text
	}
	if a.Author == "" {
		a.Author = text.Cut(page.Author, 200)
	}
	if a.Published.IsZero() {
		a.Published = page.Published
	}
	if page.Canonical != "" {
		if address, err := feed.Canonical(page.Canonical); err == nil && domainOf(address) == a.Outlet {
			a.URL = address
		}
	}
	a.Language = text.Language(a.Title+"\n"+text.Cut(a.Text, 1500), firstOf(page.Language, a.Language, o.Language))
	a.Opinion, a.Paywall = page.Opinion, page.Paywall
	places := append(sections(a.URL), page.Section)
	a.Categories = append(a.Categories, page.Tags...)
	a.Topics = text.Topics(places, a.Categories, a.Title)
	if page.MaxSnippet >= 0 {
		a.Excerpt = text.Cut(a.Excerpt, page.MaxSnippet)
	}
	if page.Level >= extract.IndexOnly {
		a.Excerpt = ""
	}
	if page.Level >= extract.HeadlineOnly {
		a.Text = ""
	}
}
