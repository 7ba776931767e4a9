package web

import (
	"container/list"
	"context"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

// pageLife is how long a rendered page is served before it is made anew: a change of a story is seen
// after at most this long.
const pageLife = 5 * time.Second

// maxKey is the longest address that is worth keeping a page for.
const maxKey = 512

// cache keeps rendered pages by address, the least recently used leaving first when memory is short.
// However many ask for the same page at once, it is made once. A cache of 0 bytes keeps nothing
// and makes every page for every request.
type cache struct {
	limit int64
	now   func() time.Time
	group singleflight.Group

	mu    sync.Mutex
	size  int64
	order *list.List // of *kept pages, newest use first
	byKey map[string]*list.Element
}

type cachedPage struct {
	key   string
	reply *reply
	until time.Time
	size  int64
}

func newCache(limit int64, now func() time.Time) *cache {
	return &cache{limit: limit, now: now, order: list.New(), byKey: map[string]*list.Element{}}
}

// get returns the page of an address, making it when there is none or it is too old. The error is
// ctx's, when the reader leaves before the page is ready; the page is made all the same, for the others.
func (c *cache) get(ctx context.Context, key string, produce func(context.Context) *reply) (*reply, error) {
	if c.limit <= 0 || len(key) > maxKey {
		return produce(ctx), nil
	}
	if a := c.find(key); a != nil {
		return a, nil
	}
	made := c.group.DoChan(key, func() (any, error) {
		if a := c.find(key); a != nil { // made between our look and our turn
			return a, nil
		}
		a := produce(context.WithoutCancel(ctx))
		c.keep(key, a)
		return a, nil
	})
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case res := <-made:
		return res.Val.(*reply), nil
	}
}

func (c *cache) find(key string) *reply {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.byKey[key]
	if !ok {
		return nil
	}
	p := e.Value.(*cachedPage)
	if !c.now().Before(p.until) {
		c.drop(e)
		return nil
	}
	c.order.MoveToFront(e)
	return p.reply
}

// keep stores what will be the same for the next reader: pages and lasting redirects, no errors.
func (c *cache) keep(key string, a *reply) {
	if a.status != http.StatusOK && a.status != http.StatusMovedPermanently {
		return
	}
	// The compressed form comes later and is about a quarter of the body.
	p := &cachedPage{key: key, reply: a, until: c.now().Add(pageLife), size: int64(a.body.Cap())*5/4 + int64(len(key)) + 512}
	c.mu.Lock()
	defer c.mu.Unlock()
	if old, ok := c.byKey[key]; ok {
		c.drop(old)
	}
	c.byKey[key] = c.order.PushFront(p)
	c.size += p.size
	for c.size > c.limit {
		c.drop(c.order.Back())
	}
}

func (c *cache) drop(e *list.Element) {
	p := c.order.Remove(e).(*cachedPage)
	delete(c.byKey, p.key)
	c.size -= p.size
}

// kept is one value that costs a query and may be somewhat old.
type kept[T any] struct {
	life  time.Duration
	now   func() time.Time
	load  func(context.Context) (T, error)
	group singleflight.Group

	mu    sync.Mutex
	value T
	until time.Time
}

func newKept[T any](life time.Duration, now func() time.Time, load func(context.Context) (T, error)) *kept[T] {
	return &kept[T]{life: life, now: now, load: load}
}

// get returns the value, loading it when it is too old; an error is not kept.
func (k *kept[T]) get(ctx context.Context) (T, error) {
	k.mu.Lock()
	value, until := k.value, k.until
	k.mu.Unlock()
	if k.now().Before(until) {
		return value, nil
	}
	loaded, err, _ := k.group.Do("", func() (any, error) {
		v, err := k.load(context.WithoutCancel(ctx))
		if err != nil {
			return v, err
		}
		k.mu.Lock()
		k.value, k.until = v, k.now().Add(k.life)
		k.mu.Unlock()
		return v, nil
	})
	return loaded.(T), err
}
