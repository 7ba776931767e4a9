package pipeline

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/riverqueue/river"

	"github.com/parallax-news/parallax/internal/feed"
	"github.com/parallax-news/parallax/internal/fetch"
	"github.com/parallax-news/parallax/internal/news"
)

const (
	hubsAtOnce = 20               // subscriptions that a sweep asks for
	hubTime    = 20 * time.Second // for a hub's answer, redirects included
	maxHub     = 2000             // bytes of a hub's or topic's address
)

// Hubs is how feeds' hubs are asked.
type Hubs struct {
	Out       feed.Doer // as guarded as Fetcher: feeds name their hubs
	Callbacks feed.Callbacks
}

// Subscribe asks a feed's hub to tell of changes.
type Subscribe struct {
	Feed news.ID `json:"feed"`
}

func (Subscribe) Kind() string                 { return "subscribe" }
func (Subscribe) InsertOpts() river.InsertOpts { return once(QueueHubs) }

// dueHubs lists the subscriptions to ask for; none where no hub can reach the instance.
func (p *Pipeline) dueHubs(ctx context.Context) ([]river.JobArgs, error) {
	if p.Hubs.Callbacks.Base == "" {
		return nil, nil
	}
	feeds, err := p.Archive.DueHubs(ctx, p.Now(), hubsAtOnce)
	jobs := make([]river.JobArgs, len(feeds))
	for i, f := range feeds {
		jobs[i] = Subscribe{f}
	}
	return jobs, err
}

// offered notes the hub that a feed's answer names, in its header or else in the document.
func (c *call) offered(ctx context.Context, f *news.Feed, resp *fetch.Response, doc *feed.Document) error {
	hub, topic := feed.Links(resp.Header)
	if hub == "" {
		hub, topic = doc.Hub, doc.Self
	}
	topic = cmp.Or(topic, f.URL)
	if len(hub) > maxHub || len(topic) > maxHub || hub == "" {
		hub, topic = "", ""
	}
	if hub == "" && f.Hub == "" {
		return nil
	}
	f.Hub = hub
	return c.Archive.OfferHub(ctx, f.ID, hub, topic)
}

// rely plans the next poll of a feed, polled just now, by what its hub is worth.
func (c *call) rely(ctx context.Context, was, f news.Feed, brought bool) error {
	if f.Hub == "" || c.Hubs.Callbacks.Base == "" {
		return nil
	}
	h, err := c.Archive.HubSubscription(ctx, f.ID)
	if errors.Is(err, news.ErrNotFound) || err == nil && h.Pushed.IsZero() {
		return nil
	}
	if err != nil {
		return err
	}
	next, trusted := feed.Rely(h, feed.HubPoll{Before: was.Polled, At: f.Polled, Brought: brought, Next: f.NextPoll})
	return c.Archive.RelyOnHub(ctx, h, next, trusted)
}

// subscribe asks a feed's hub to tell of changes. A hub that fails or does not confirm costs nothing but the request: the feed
// is polled anyway.
func (p *Pipeline) subscribe(ctx context.Context, id news.ID) error {
	h, err := p.Archive.HubSubscription(ctx, id)
	if errors.Is(err, news.ErrNotFound) {
		return nil // removed or paused, or it names no hub any more
	}
	now := p.Now()
	if err != nil || h.Next.After(now) {
		return err
	}
	// Written before the hub is asked: some confirm before they answer, and until one confirms it counts as failed.
	if err := p.Archive.HubAsked(ctx, id, feed.AskAgain(now, h.Tries+1)); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, hubTime)
	defer cancel()
	if err := p.Hubs.Callbacks.Subscription(h).Subscribe(ctx, p.Hubs.Out, "subscribe"); err != nil {
		p.Log.Debug("a hub takes no subscription", "feed", id, "tries", h.Tries+1, "error", err)
	}
	return nil
}
