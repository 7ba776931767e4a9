package web

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/parallax-news/parallax/internal/news"
)

// listLength is how many stories a page of a list holds.
const listLength = 20

// badCursor is told to readers whose address names no place in a list.
const badCursor badRequest = "The address names a place in a list that does not exist. Start again at the list’s first page."

// place is where a page of a list begins, as its address says it.
type place struct {
	after news.Cursor
	skip  int // items before it; only told to the reader
}

// parsePlace reads the parameters after and skip.
func parsePlace(q url.Values) (p place, err error) {
	if text := q.Get("after"); text != "" {
		key, id, _ := strings.Cut(text, "-")
		millis, err := strconv.ParseInt(key, 36, 64)
		if err != nil {
			return p, badCursor
		}
		p.after.Key = float64(millis)
		if p.after.ID, err = news.ParseID(id); err != nil {
			return p, badCursor
		}
	}
	p.skip, err = parseSkip(q)
	return p, err
}

// parseSkip reads the number of items before a page.
func parseSkip(q url.Values) (int, error) {
	if q.Get("skip") == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(q.Get("skip"))
	if err != nil || n < 0 || n > 10_000_000 {
		return 0, badCursor
	}
	return n, nil
}

// afterStory is the parameter that continues a list of stories by their last change.
func afterStory(st *news.Story) string {
	return strconv.FormatInt(st.Updated.UnixMilli(), 36) + "-" + st.ID.String()
}

// StoryList is a page of a list of stories, newest change first.
type StoryList struct {
	Items []StoryItem
	Total int
	Pager Pager
}

// storyList reads a page of a list that lives at path with the given parameters.
func (s *Server) storyList(ctx context.Context, f news.StoryFilter, q url.Values, now time.Time, path string, pairs ...string) (l StoryList, stories []news.Story, err error) {
	at, err := parsePlace(q)
	if err != nil {
		return l, nil, err
	}
	f.Order, f.After, f.Limit = news.ByUpdated, at.after, listLength
	if stories, err = s.lib.Stories(ctx, f); err != nil {
		return l, nil, err
	}
	if l.Total, err = s.lib.CountStories(ctx, f); err != nil {
		return l, nil, err
	}
	l.Items = s.storyItems(stories, now)
	l.Pager.Note = span("Stories", at.skip, len(stories), l.Total)
	if at.after.ID != 0 {
		l.Pager.First = s.links.With(path, pairs...)
	}
	if end := at.skip + len(stories); len(stories) == listLength && end < l.Total {
		l.Pager.Next = s.links.With(path, append(pairs, "after", afterStory(&stories[len(stories)-1]), "skip", strconv.Itoa(end))...)
	}
	return l, stories, nil
}

// span says which part of a list a page shows: "Stories 21 to 40 of 312".
func span(what string, skip, shown, total int) string {
	switch {
	case shown == 0:
		return fmt.Sprintf("%s: none of %s", what, number(total))
	case skip == 0 && shown == total:
		return fmt.Sprintf("%s: all %s", what, number(total))
	default:
		return fmt.Sprintf("%s %s to %s of %s", what, number(skip+1), number(skip+shown), number(max(total, skip+shown)))
	}
}

// storyCount writes a number of stories: "1 story", "4 stories".
func storyCount(n int) string {
	if n == 1 {
		return "1 story"
	}
	return number(n) + " stories"
}

// feedLinks are the feeds of the list at path, with the given parameters.
func (s *Server) feedLinks(path string, pairs ...string) []FeedLink {
	path = strings.TrimSuffix(path, "/")
	return []FeedLink{
		{Title: "RSS", Type: "application/rss+xml", Href: s.links.With(path+"/feed.rss", pairs...)},
		{Title: "Atom", Type: "application/atom+xml", Href: s.links.With(path+"/feed.atom", pairs...)},
		{Title: "JSON Feed", Type: "application/feed+json", Href: s.links.With(path+"/feed.json", pairs...)},
	}
}
