package web

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/parallax-news/parallax/internal/news"
)

// week is the time that topics are counted over.
const week = 7 * 24 * time.Hour

// TopicsPage lists all topics.
type TopicsPage struct {
	Page
	Topics []TopicRow // with stories, most first
	Silent string     // names of those without, "" none
	Total  string     // stories of the week, each counted once
}

// TopicRow is a topic with what its week brought.
type TopicRow struct {
	Name  string
	Href  string
	Count string     // "74 stories"
	Top   *StoryItem // its most important one; nil where it is not among the week's most important
}

func (s *Server) topics(w http.ResponseWriter, r *http.Request) error {
	ctx, now := r.Context(), s.now()
	since := now.Add(-week)
	counts, err := s.lib.TopicCounts(ctx, since)
	if err != nil {
		return err
	}
	total, err := s.lib.CountStories(ctx, news.StoryFilter{From: since})
	if err != nil {
		return err
	}
	top, err := s.lib.Stories(ctx, news.StoryFilter{From: since, Order: news.ByImportance, Limit: 200})
	if err != nil {
		return err
	}
	p := TopicsPage{Total: storyCount(total)}
	var silent []string
	topics := slices.Clone(news.Topics)
	slices.SortStableFunc(topics, func(a, b news.Topic) int { return cmp.Compare(counts[b.Key], counts[a.Key]) })
	leads := leadStories(topics, top)
	for _, t := range topics {
		if counts[t.Key] == 0 {
			silent = append(silent, t.Name)
			continue
		}
		row := TopicRow{Name: t.Name, Href: s.links.Topic(t.Key), Count: storyCount(counts[t.Key])}
		if lead := leads[t.Key]; lead != nil {
			item := s.storyItem(lead, now)
			item.Brief, item.Kicker = true, ""
			row.Top = &item
		}
		p.Topics = append(p.Topics, row)
	}
	p.Silent = strings.Join(silent, ", ")
	if p.Page, err = s.page(ctx, "/topics", s.links.To("/topics"), "Topics", "Stories by topic"); err != nil {
		return err
	}
	return s.render(w, "topics", p)
}

// leadStories chooses the most important story of each topic: one whose first topic it is, else one that has it
// at all. Each story leads one topic, so that the page shows as many stories as it can.
func leadStories(topics []news.Topic, stories []news.Story) map[string]*news.Story {
	leads, taken := map[string]*news.Story{}, map[news.ID]bool{}
	for _, first := range []bool{true, false} {
		for _, t := range topics {
			for i := range stories {
				st := &stories[i]
				at := slices.Index(st.Topics, t.Key)
				if leads[t.Key] == nil && !taken[st.ID] && (at == 0 || at > 0 && !first) {
					leads[t.Key], taken[st.ID] = st, true
				}
			}
		}
	}
	return leads
}

// TopicPage shows a topic.
type TopicPage struct {
	Page
	Name    string
	Code    string // of the IPTC Media Topic
	Figures []Figure
	Top     []StoryItem // of the week, only on the first page
	List    StoryList
	Others  []TopicRow // other topics of the week
	Names   []NameCount
}

// Figure is a number that stands large, with what it counts.
type Figure struct {
	Name  string
	Value string
	Note  string // "" none
}

// NameCount is a person, place or organisation with the number of stories that name it.
type NameCount struct {
	Name  string
	Href  string
	Count string
}

// topTopic is how many of a topic's stories are shown by importance.
const topTopic = 6

func (s *Server) topic(w http.ResponseWriter, r *http.Request) error {
	ctx, now := r.Context(), s.now()
	topic, ok := news.TopicByKey(r.PathValue("topic"))
	if !ok {
		return news.ErrNotFound
	}
	p := TopicPage{Name: topic.Name, Code: topic.Code}
	path := "/topic/" + topic.Key
	var stories []news.Story
	var err error
	if p.List, stories, err = s.storyList(ctx, news.StoryFilter{Topic: topic.Key}, r.URL.Query(), now, path); err != nil {
		return err
	}
	since := now.Add(-week)
	if p.Figures, err = s.topicFigures(r, topic.Key, since, p.List.Total); err != nil {
		return err
	}
	if p.List.Pager.First == "" {
		top, err := s.lib.Stories(ctx, news.StoryFilter{Topic: topic.Key, From: since, MinOutlets: 2, Order: news.ByImportance, Limit: topTopic})
		if err != nil {
			return err
		}
		p.Top = s.storyItems(top, now)
		stories = append(top, stories...)
	}
	p.Names = s.names(stories)
	counts, err := s.lib.TopicCounts(ctx, since)
	if err != nil {
		return err
	}
	for _, t := range news.Topics {
		if t.Key != topic.Key && counts[t.Key] > 0 {
			p.Others = append(p.Others, TopicRow{Name: t.Name, Href: s.links.Topic(t.Key), Count: number(counts[t.Key])})
		}
	}
	if p.Page, err = s.page(ctx, "/topics", s.links.With(path, "after", r.URL.Query().Get("after")), topic.Name, "Stories of the topic "+topic.Name); err != nil {
		return err
	}
	p.Feeds = s.feedLinks(path)
	return s.render(w, "topic", p)
}

func (s *Server) topicFigures(r *http.Request, key string, since time.Time, total int) ([]Figure, error) {
	filters := []news.StoryFilter{
		{Topic: key, From: since},
		{Topic: key, From: since.Add(-week), To: since},
		{Topic: key, From: since, Blindspot: true},
	}
	n := make([]int, len(filters))
	for i, f := range filters {
		var err error
		if n[i], err = s.lib.CountStories(r.Context(), f); err != nil {
			return nil, err
		}
	}
	return []Figure{
		{"Stories, last 7 days", number(n[0]), "week before: " + number(n[1])},
		{"Stories, all kept", number(total), ""},
		{"Blindspots, last 7 days", number(n[2]), "of " + storyCount(n[0])},
	}, nil
}

// namesShown is how many names stand beside a list.
const namesShown = 10

// names counts the people, places and organisations of stories, most first; those of a single story are left out.
func (s *Server) names(stories []news.Story) []NameCount {
	counts := map[string]int{}
	seen := map[news.ID]bool{}
	for i := range stories {
		if seen[stories[i].ID] {
			continue
		}
		seen[stories[i].ID] = true
		for _, name := range stories[i].Names {
			counts[name]++
		}
	}
	var names []NameCount
	for _, name := range slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	}) {
		if counts[name] < 2 || len(names) == namesShown {
			break
		}
		names = append(names, NameCount{Name: name, Href: s.links.Search(`"` + name + `"`), Count: number(counts[name])})
	}
	return names
}
