package web

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/search"
)

// SearchPage shows what a query found, or how to ask.
type SearchPage struct {
	Page
	Query    string
	Asked    bool // there is a query
	Newest   bool
	Sort     Switch
	Note     string // how many, of how many
	Stories  []StoryFound
	Articles []ArticleFound
	Pager    Pager
	Narrow   NarrowForm
}

// StoryFound is a story with matching articles.
type StoryFound struct {
	StoryItem
	Excerpt []Run // of its best article
	Matches string
}

// ArticleFound is an article that matches.
type ArticleFound struct {
	Lean    Lean
	Outlet  string
	Href    string // of the article, at its outlet; "" where it is no web address
	Page    string // of the outlet
	Title   []Run
	Excerpt []Run
	Time    Moment
	Lang    Lang   // of title and excerpt
	Story   string // address of its story, "" not yet in one
}

// Run is a piece of a text that matches as a whole or not at all.
type Run struct {
	Text string
	Mark bool
}

// NarrowForm adds filters to a query without scripts: the server writes them into the query.
type NarrowForm struct {
	Sides  []Lean
	Topics []news.Topic
}

func (s *Server) searchPage(w http.ResponseWriter, r *http.Request) error {
	ctx, now, q := r.Context(), s.now(), r.URL.Query()
	if whole := composed(q); whole != "" {
		http.Redirect(w, r, s.links.With("/search", "q", whole, "sort", q.Get("sort")), http.StatusFound)
		return nil
	}
	query := search.Parse(q.Get("q"))
	p := SearchPage{Query: query.Text, Asked: !query.Empty(), Newest: q.Get("sort") == "newest"}
	p.Narrow = NarrowForm{Sides: s.scale(), Topics: news.Topics}
	if p.Asked {
		var err error
		if query.Skip, err = parseSkip(q); err != nil {
			return err
		}
		query.Newest = p.Newest
		found, err := s.lib.Search(ctx, query)
		if err != nil {
			return err
		}
		s.fillResults(&p, query, found, now)
	}
	title := "Search"
	if p.Query != "" {
		title = "Search: " + p.Query
	}
	var err error
	if p.Page, err = s.page(ctx, "/search", s.links.Search(query.Text), title, "Search stories and articles"); err != nil {
		return err
	}
	p.NoIndex = p.Asked
	if p.Asked {
		p.Feeds = s.feedLinks("/search", "q", p.Query)
	}
	return s.render(w, "search", p)
}

// composed writes the fields of the form that narrows a search into one query, "" where none is filled in.
func composed(q url.Values) string {
	parts := []string{}
	for _, key := range []string{"outlet", "side", "topic", "lang", "after", "before"} {
		for _, value := range q[key] {
			if value = strings.Join(strings.Fields(value), ""); value != "" {
				parts = append(parts, key+":"+value)
			}
		}
	}
	if len(parts) == 0 {
		return ""
	}
	if words := strings.TrimSpace(q.Get("q")); words != "" {
		parts = slices.Insert(parts, 0, words)
	}
	return strings.Join(parts, " ")
}

func (s *Server) fillResults(p *SearchPage, q search.Query, found search.Result, now time.Time) {
	for _, hit := range found.Stories {
		p.Stories = append(p.Stories, StoryFound{
			StoryItem: s.storyItem(&hit.Story, now), Excerpt: runs(hit.Snippet), Matches: count(hit.Articles, "matching article"),
		})
	}
	for _, hit := range found.Articles {
		a := ArticleFound{
			Lean: s.lean(hit.Outlet.Side), Outlet: hit.Outlet.Name, Page: s.links.Outlet(hit.Article.Outlet), Href: outside(hit.Article.URL),
			Title: runs(hit.Title), Excerpt: runs(hit.Excerpt), Time: moment(hit.Article.Time(), now), Lang: lang(hit.Article.Language),
		}
		if a.Outlet == "" {
			a.Outlet = hit.Article.Outlet
		}
		if hit.Article.Story != 0 {
			a.Story = s.links.Story(&news.Story{ID: hit.Article.Story})
		}
		p.Articles = append(p.Articles, a)
	}
	sort, more := "", ""
	if p.Newest {
		sort = "newest"
	}
	p.Sort = Switch{Label: "Order of the results", Choices: []Choice{
		{Name: "Best match first", Href: s.links.With("/search", "q", q.Text), Current: !p.Newest},
		{Name: "Newest first", Href: s.links.With("/search", "q", q.Text, "sort", "newest"), Current: p.Newest},
	}}
	if found.Capped {
		more = ", the newest of more"
	}
	p.Note = storyCount(len(p.Stories)) + " shown, " + count(found.Matches, "article") + more + ", as of " + exact(now)
	p.Pager.Note = span("Articles", q.Skip, len(found.Articles), found.Matches)
	if q.Skip > 0 {
		p.Pager.First = s.links.With("/search", "q", q.Text, "sort", sort)
	}
	if end := q.Skip + len(found.Articles); len(found.Articles) > 0 && end < found.Matches {
		p.Pager.Next = s.links.With("/search", "q", q.Text, "sort", sort, "skip", strconv.Itoa(end))
	}
}

// runs splits a text at its marks; marks that do not fit the text are left out.
func runs(sn search.Snippet) []Run {
	var out []Run
	at := 0
	for _, m := range sn.Marks {
		if m.Start < at || m.End <= m.Start || m.End > len(sn.Text) {
			continue
		}
		if m.Start > at {
			out = append(out, Run{Text: sn.Text[at:m.Start]})
		}
		out = append(out, Run{Text: sn.Text[m.Start:m.End], Mark: true})
		at = m.End
	}
	if at < len(sn.Text) {
		out = append(out, Run{Text: sn.Text[at:]})
	}
	return out
}

// suggestions is how many completions of each kind are offered.
const suggestions = 5

// suggest answers what a query might become, in the form of OpenSearch Suggestions: the query, then
// completions. Browsers ask for it from their own search field, so it needs no script of ours.
func (s *Server) suggest(w http.ResponseWriter, r *http.Request) error {
	text := search.Parse(r.URL.Query().Get("q")).Text
	completions := []string{}
	if text != "" {
		var err error
		if completions, err = s.complete(r.Context(), text); err != nil {
			return err
		}
	}
	w.Header().Set("Content-Type", "application/x-suggestions+json")
	return json.NewEncoder(w).Encode([]any{text, completions})
}

// complete lists topics and outlets whose name holds the text, then headlines of stories that it finds.
func (s *Server) complete(ctx context.Context, text string) ([]string, error) {
	found := []string{}
	lower := strings.ToLower(text)
	for _, t := range news.Topics {
		if strings.HasPrefix(strings.ToLower(t.Name), lower) {
			found = append(found, "topic:"+t.Key)
		}
	}
	outlets, err := s.lib.Outlets(ctx, news.OutletFilter{Text: text, Followed: true, Limit: suggestions})
	if err != nil {
		return nil, err
	}
	for _, o := range outlets {
		if !o.OptedOut {
			found = append(found, "outlet:"+o.Domain)
		}
	}
	result, err := s.lib.Search(ctx, search.Parse(text))
	for _, hit := range result.Stories[:min(suggestions, len(result.Stories))] {
		found = append(found, hit.Story.Headline)
	}
	return found, err
}
