package web

import (
	"container/list"
	"context"
	"sync"
	"time"

	"github.com/parallax-news/parallax/internal/news"
)

// keptArticles is how many articles the kept stories may have together: some 50 MB.
const keptArticles = 20_000

// viewLife is how long a story is kept at most. An article that is taken down leaves the stored
// story without changing its version; here it stays no longer than this, and with pageLife after it no
// reader sees it 10 seconds later.
const viewLife = 5 * time.Second

// views keeps stories as they were read, since reading one costs as much as making its page. Each
// use asks for the story's version first, so that an outdated one is never shown.
type views struct {
	lib Library
	now func() time.Time

	mu       sync.Mutex
	articles int
	order    *list.List // of *keptView, newest use first
	byID     map[news.ID]*list.Element
}

type keptView struct {
	*news.StoryView
	related []news.Story // those that its page names, nil before it was shown
	until   time.Time
}

func newViews(lib Library, now func() time.Time) *views {
	return &views{lib: lib, now: now, order: list.New(), byID: map[news.ID]*list.Element{}}
}

// get returns a story, which must not be changed. The errors are those of Library.Story.
func (c *views) get(ctx context.Context, id news.ID) (*news.StoryView, error) {
	if v := c.find(id); v != nil {
		version, err := c.lib.StoryVersion(ctx, id)
		if err != nil {
			return nil, err
		}
		if version == v.Story.Version {
			return v, nil
		}
	}
	v, err := c.lib.Story(ctx, id)
	if err != nil {
		return nil, err
	}
	c.keep(v)
	return v, nil
}

func (c *views) find(id news.ID) *news.StoryView {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.byID[id]
	if !ok {
		return nil
	}
	v := e.Value.(*keptView)
	if !c.now().Before(v.until) {
		return nil
	}
	c.order.MoveToFront(e)
	return v.StoryView
}

// related returns the stories that a story's page names, kept as long as the story is.
func (c *views) related(ctx context.Context, v *news.StoryView) ([]news.Story, error) {
	if kept := c.keptRelated(v); kept != nil {
		return kept, nil
	}
	ids := make([]news.ID, len(v.Related))
	for i, r := range v.Related {
		ids[i] = r.Story
	}
	stories, err := c.lib.StoriesByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.byID[v.Story.ID]; ok && e.Value.(*keptView).StoryView == v {
		e.Value.(*keptView).related = stories
	}
	return stories, nil
}

func (c *views) keptRelated(v *news.StoryView) []news.Story {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.byID[v.Story.ID]; ok && e.Value.(*keptView).StoryView == v {
		return e.Value.(*keptView).related
	}
	return nil
}

func (c *views) keep(v *news.StoryView) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.byID[v.Story.ID]; ok {
		c.drop(e)
	}
	c.byID[v.Story.ID] = c.order.PushFront(&keptView{StoryView: v, until: c.now().Add(viewLife)})
	for c.articles += len(v.Articles); c.articles > keptArticles; {
		c.drop(c.order.Back())
	}
}

func (c *views) drop(e *list.Element) {
	v := c.order.Remove(e).(*keptView)
	delete(c.byID, v.Story.ID)
	c.articles -= len(v.Articles)
}
