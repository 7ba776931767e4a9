package web

import (
	"strings"
	"time"

	"github.com/parallax-news/parallax/internal/news"
)

// StoryItem is a story in a list.
type StoryItem struct {
	Kicker   string // "Politics · Tokyo"
	Headline string
	Lang     Lang // of the headline
	Href     string
	Bar      Bar
	Line     Line
	Counts   string // "46 outlets, 18 voices"
	Updated  Moment
	Lede     string // first sentence of the summary, "" not shown
	Reason   string // why it is here, "" not said
	Brief    bool
}

// storyItem describes a story for a list.
func (s *Server) storyItem(st *news.Story, now time.Time) StoryItem {
	return StoryItem{
		Kicker: kicker(st), Headline: unbroken(st.Headline), Lang: lang(st.Language), Href: s.links.Story(st),
		Bar: s.bar(st.Coverage, barList), Line: s.line(st.Coverage), Counts: counts(st.Coverage), Updated: moment(st.Updated, now),
	}
}

// storyItems describes stories for a list.
func (s *Server) storyItems(stories []news.Story, now time.Time) []StoryItem {
	items := make([]StoryItem, len(stories))
	for i := range stories {
		items[i] = s.storyItem(&stories[i], now)
	}
	return items
}

// kicker names a story's topic and place.
func kicker(st *news.Story) string {
	var parts []string
	if len(st.Topics) > 0 {
		parts = append(parts, topicName(st.Topics[0]))
	}
	if len(st.Places) > 0 {
		parts = append(parts, st.Places[0])
	}
	return strings.Join(parts, " · ")
}

// counts tells how many outlets a coverage has, and how many voices where that differs.
func counts(c news.Coverage) string {
	if c.Voices == 0 || c.Voices == c.Total {
		return count(c.Total, "outlet")
	}
	return count(c.Total, "outlet") + ", " + count(c.Voices, "voice")
}

// Choice is one state of a switch: a link that is current or not.
type Choice struct {
	Name    string
	Href    string
	Count   string // "" none
	Lean    *Lean  // mark before the name, nil none
	Current bool
}

// Switch chooses between states that each have an address.
type Switch struct {
	Label   string // what it chooses, for those who do not see it
	Choices []Choice
}

// Pager leads on through a list that is read in one direction.
type Pager struct {
	First string // address of its first page, "" on that
	Next  string // address of the next page, "" none
	Note  string // "Stories 1 to 20 of 312"
}
