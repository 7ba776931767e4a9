package pipeline

import (
	"context"
	"time"

	"github.com/riverqueue/river"

	"github.com/parallax-news/parallax/internal/cluster"
	"github.com/parallax-news/parallax/internal/news"
)

// Archive is all that the pipeline asks of the database. Every method is one transaction or
// one read. Jobs given as then are inserted in the same transaction as the data that makes them
// necessary.
type Archive interface {
	hosts
	hubs
	reading
	grouping
	analysing
}

type hosts interface {
	// DueHosts lists hosts that have a feed to poll or a page to read at now, that may be asked at
	// now and that nobody holds, longest waiting first.
	DueHosts(ctx context.Context, now time.Time, limit int) ([]string, error)
	// TakeHost leases a host to owner until the given time: while it lasts, nobody else gets it.
	// ok is false when another owner holds it. The same owner may prolong.
	TakeHost(ctx context.Context, host, owner string, now, until time.Time) (h Host, ok bool, err error)
	// LeaveHost ends a lease; the host may next be asked at next.
	LeaveHost(ctx context.Context, host, owner string, next time.Time) error
	// SaveRobots keeps a host's robots.txt for all processes.
	SaveRobots(ctx context.Context, host string, r Robots) error
	// NextTask returns the host's most urgent work at now: a due feed before pages, pages by age.
	// ok is false when there is none.
	NextTask(ctx context.Context, host string, now time.Time) (t Task, ok bool, err error)
}

// Host is what is known of a host that we visit.
type Host struct {
	Host   string
	Next   time.Time // not to be asked earlier
	Cut    bool      // the last visit was cut off: the host may have been asked later than Next knows of
	Robots Robots    // zero when never fetched
}

// Robots is a host's robots.txt as it was last answered.
type Robots struct {
	Status  int // HTTP status; 0 unreachable
	Body    []byte
	Fetched time.Time // zero never
}

// Task is one request to make: a feed to poll or an article's page to read.
type Task struct {
	Feed    *news.Feed    // set for a poll
	Article *news.Article // set for a page
	Tries   int           // failed tries of the page so far
	Outlet  news.Outlet
}

type hubs interface {
	// OfferHub notes the hub that a feed names and the topic that it is there; both are "" for none. When either is another than before,
	// what was agreed with the earlier hub is forgotten.
	OfferHub(ctx context.Context, feed news.ID, hub, topic string) error
	// DueHubs lists feeds that are to be subscribed to at their hub, or again, at now; longest waiting first.
	DueHubs(ctx context.Context, now time.Time, limit int) ([]news.ID, error)
	// HubSubscription is the state of a feed's subscription. The error is news.ErrNotFound where the feed is gone, paused or
	// names no hub.
	HubSubscription(ctx context.Context, feed news.ID) (news.HubSubscription, error)
	// HubAsked counts a request to a feed's hub; unless it confirms, it is to be asked again at next.
	HubAsked(ctx context.Context, feed news.ID, next time.Time) error
	// RelyOnHub sets when a feed is polled next; a hub that is not trusted counts as one that never told of a change. Where the hub has told of a
	// change since h was read, nothing is changed.
	RelyOnHub(ctx context.Context, h news.HubSubscription, next time.Time, trusted bool) error
}

type reading interface {
	// SavePoll stores the outcome of a poll: the feed as it stands now and its entries as articles.
	// An article already known (by address, or by GUID within the feed) is not stored again: a changed title goes into
	// its history and marks its story as changed.
	SavePoll(ctx context.Context, f news.Feed, entries []Incoming, then ...river.JobArgs) (PollResult, error)
	// SaveFeeds adds feeds that discovery found; addresses already known are left alone.
	SaveFeeds(ctx context.Context, feeds []news.Feed) error
	// SavePage stores what an article's page said and marks the article ready to be grouped. When
	// the article's canonical address turns out to be known, the newer of the two is dropped.
	SavePage(ctx context.Context, a news.Article, then ...river.JobArgs) error
	// PageFailed counts a failed try: the page is tried again at next, or, with zero next, the
	// article becomes ready with what the feed said.
	PageFailed(ctx context.Context, article news.ID, reason string, next time.Time, then ...river.JobArgs) error
	// PurgeTexts deletes bodies of articles seen before the given time; it returns how many.
	PurgeTexts(ctx context.Context, before time.Time) (int, error)
}

// Incoming is an entry made into an article, with what is to be done about its page.
type Incoming struct {
	Article  news.Article
	ReadPage bool // its page is to be read before it is grouped
}

// PollResult counts what a poll brought.
type PollResult struct {
	New, Changed, Known int
}

type grouping interface {
	// Languages lists the languages that have articles waiting to be grouped.
	Languages(ctx context.Context) ([]string, error)
	// Arrivals lists articles ready to be grouped, with text, in order of ID.
	Arrivals(ctx context.Context, language string, limit int) ([]news.Article, error)
	// Grouped lists the articles of a language seen since the given time that are in stories, in the order in
	// which they were grouped, for rebuilding the clusterer's state; yield returning false stops.
	Grouped(ctx context.Context, language string, since time.Time, yield func(Placed) bool) error
	// GroupState returns the mark of the language's last change of grouping: a clusterer whose
	// own mark differs must rebuild.
	GroupState(ctx context.Context, language string) (mark int64, err error)
	// SaveGroups stores decisions in order, with the moves that they caused, and advances the
	// mark from "from" to the returned one. It returns news.ErrConflict and changes nothing when the mark is no longer from.
	SaveGroups(ctx context.Context, language string, from int64, decisions []cluster.Decision, then ...river.JobArgs) (mark int64, err error)
}

// Placed is an article as it was grouped.
type Placed struct {
	Item     cluster.Item
	Features []byte // as cluster.Decision.Features gave them
	Story    news.ID
	Pinned   bool // an editor put it there
}

type analysing interface {
	// Changed lists stories that changed since they were last analysed, of one of so many shards (ID mod shards), oldest change first.
	Changed(ctx context.Context, shard, shards, limit int) ([]StoryRef, error)
	// Material loads what a story's analysis needs.
	Material(ctx context.Context, id news.ID) (Material, error)
	// SaveView stores a story's page and its place in the lists. terms are what it can be related by.
	// The story stays marked as changed when its version is no longer that of the view.
	SaveView(ctx context.Context, v news.StoryView, terms []Term) error
	// Related lists stories that share at least two of the terms with the story and were updated since.
	Related(ctx context.Context, story news.ID, terms []Term, since time.Time, limit int) ([]Kin, error)
	// Panel lists the rated outlets whose feeds were fetched successfully between from and to.
	Panel(ctx context.Context, from, to time.Time) ([]news.Outlet, error)
}

// StoryRef names a state of a story.
type StoryRef struct {
	ID      news.ID
	Version int64
}

// Material is a story's articles (with text where it is still kept), oldest first, and their outlets.
type Material struct {
	Ref       StoryRef
	Slug      string // "" when the story was never shown
	Pinned    bool
	Articles  []news.Article
	Headlines map[news.ID][]news.Headline
	Outlets   map[string]news.Outlet
}

// Term is a name or word that a story can be found by.
type Term struct {
	Text   string // as readers write it
	Key    string // folded
	Weight float64
	Name   bool // a name or place, not a word
}

// Kin is a story that shares terms with another.
type Kin struct {
	Story  news.Story
	Shared []Term
}
