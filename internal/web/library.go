package web

import (
	"context"
	"time"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/search"
)

// Library is all that the pages ask of the database; every method is a read.
type Library interface {
	// Story returns a story's page. The error is news.ErrNotFound, or a *news.Moved when the story
	// is now part of another.
	Story(ctx context.Context, id news.ID) (*news.StoryView, error)
	// StoryVersion returns the version that Story would show, in its Story.Version. The errors are those of Story.
	StoryVersion(ctx context.Context, id news.ID) (int64, error)
	// Stories lists stories; hidden ones and those not yet analysed are left out.
	Stories(ctx context.Context, f news.StoryFilter) ([]news.Story, error)
	// StoriesByID returns those of the stories that exist, in the order asked for.
	StoriesByID(ctx context.Context, ids []news.ID) ([]news.Story, error)
	// CountStories counts what Stories would list without After and Limit.
	CountStories(ctx context.Context, f news.StoryFilter) (int, error)
	// TopicCounts counts the stories of each topic updated since.
	TopicCounts(ctx context.Context, since time.Time) (map[string]int, error)
	// Outlet returns an outlet with its ratings and feeds.
	Outlet(ctx context.Context, domain string) (*OutletView, error)
	// Outlets lists the directory.
	Outlets(ctx context.Context, f news.OutletFilter) ([]news.OutletCount, error)
	// CountOutlets counts the outlets by side, under the filter.
	CountOutlets(ctx context.Context, f news.OutletFilter) (map[news.Side]int, error)
	// Search finds stories and articles.
	Search(ctx context.Context, q search.Query) (search.Result, error)
	// Days counts stories by UTC day, newest day first, between from and to.
	Days(ctx context.Context, from, to time.Time) ([]DayCount, error)
	// Status is the state of the instance.
	Status(ctx context.Context) (news.Status, error)
}

// OutletView is an outlet with all that its page shows.
type OutletView = news.OutletView

// DayCount is a day of the archive.
type DayCount = news.DayCount
