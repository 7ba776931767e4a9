package web

import (
	"container/list"
	"context"
	"sync"

	"github.com/parallax-news/parallax/internal/news"
)

// keptArticles is how many articles the kept stories may have together: some 50 MB.
const keptArticles = 20_000

// views keeps stories as they were read, since reading one costs as much as making its page. Each
// use asks for the story's version first, so that an outdated one is never shown.
type views struct {
	lib Library

	mu       sync.Mutex
	articles int
	order    *list.List // of *news.StoryView, newest use first
	byID     map[news.ID]*list.Element
}

func newViews(lib Library) *views {
	return &views{lib: lib, order: list.New(), byID: map[news.ID]*list.Element{}}
}

// get returns a story, which must not be changed. The errors are those of Library.Story.
func (c *views) get(ctx context.Context, id news.ID) (*news.StoryView, error) {
	version, err := c.lib.StoryVersion(ctx, id)
	if err != nil {
		return nil, err
	}
	if v := c.find(id, version); v != nil {
		return v, nil
	}
	v, err := c.lib.Story(ctx, id)
	if err != nil {
		return nil, err
	}
	c.keep(v)
	return v, nil
}

func (c *views) find(id news.ID, version int64) *news.StoryView {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.byID[id]
	if !ok || e.Value.(*news.StoryView).Story.Version != version {
		return nil
	}
	c.order.MoveToFront(e)
	return e.Value.(*news.StoryView)
}

func (c *views) keep(v *news.StoryView) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.byID[v.Story.ID]; ok {
		c.drop(e)
	}
	c.byID[v.Story.ID] = c.order.PushFront(v)
	for c.articles += len(v.Articles); c.articles > keptArticles; {
		c.drop(c.order.Back())
	}
}

func (c *views) drop(e *list.Element) {
	v := c.order.Remove(e).(*news.StoryView)
	delete(c.byID, v.Story.ID)
	c.articles -= len(v.Articles)
}
