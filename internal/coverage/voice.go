package coverage

import (
	"cmp"
	"slices"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/text"
)

// outlet is an outlet of a story, as its earliest article describes it.
type outlet struct {
	domain, owner string
	side          news.Side
}

// inOrder returns the articles sorted by ID, so that nothing depends on the order they came in.
func inOrder(articles []Voice) []Voice {
	return slices.SortedStableFunc(slices.Values(articles), func(a, b Voice) int {
		return cmp.Or(cmp.Compare(a.Article, b.Article), cmp.Compare(a.Outlet, b.Outlet))
	})
}

// outletsOf lists the outlets of articles in order, each once.
func outletsOf(articles []Voice) []outlet {
	var outlets []outlet
	seen := make(map[string]bool)
	for _, a := range articles {
		if !seen[a.Outlet] {
			seen[a.Outlet] = true
			outlets = append(outlets, outlet{a.Outlet, a.Owner, a.Side})
		}
	}
	return outlets
}

// VoiceOf numbers the independent voices of a story's articles, in the order given: articles of
// one voice share a number, counted from 1 by who was first. A text belongs to the outlet that
// had it first; all texts that an outlet had first are one voice. So an outlet that prints only
// others' texts adds no voice, and outlets of one owner that print one text are one.
func VoiceOf(articles []Voice) []int {
	sorted := inOrder(articles)
	source := sources(sorted)
	number := make(map[string]int)
	of := make(map[news.ID]int)
	for i, a := range sorted {
		if number[source[i]] == 0 {
			number[source[i]] = len(number) + 1
		}
		of[a.Article] = number[source[i]]
	}
	numbers := make([]int, len(articles))
	for i, a := range articles {
		numbers[i] = of[a.Article]
	}
	return numbers
}

// voicesOf lists the sides of the independent voices, first voice first.
func voicesOf(articles []Voice, outlets []outlet) []news.Side {
	side := make(map[string]news.Side)
	for _, o := range outlets {
		side[o.domain] = o.side
	}
	var sides []news.Side
	seen := make(map[string]bool)
	for _, domain := range sources(articles) {
		if !seen[domain] {
			seen[domain] = true
			sides = append(sides, side[domain])
		}
	}
	return sides
}

// sources names for each article the outlet that had its text first. Articles must be in order.
func sources(articles []Voice) []string {
	texts := make(groups)
	known := make(map[news.ID]bool)
	title := make(map[string]news.ID) // owner and folded title: the article that had them first
	for _, a := range articles {
		known[a.Article] = true
		if a.ReprintOf != 0 {
			texts.join(a.Article, a.ReprintOf)
		}
		if a.Owner == "" || a.Title == "" {
			continue
		}
		key := a.Owner + "\x00" + text.Fold(a.Title)
		if first, ok := title[key]; ok {
			texts.join(a.Article, first)
		} else {
			title[key] = a.Article
		}
	}
	first := make(map[news.ID]Voice) // by text: the earliest that does not call itself a reprint, else the earliest
	for _, a := range articles {
		root := texts.find(a.Article)
		was, ok := first[root]
		if own := a.ReprintOf == 0 || !known[a.ReprintOf]; !ok || own && was.ReprintOf != 0 && known[was.ReprintOf] {
			first[root] = a
		}
	}
	domains := make([]string, len(articles))
	for i, a := range articles {
		domains[i] = first[texts.find(a.Article)].Outlet
	}
	return domains
}

// groups are disjoint sets of articles (union-find); an article that is missing is alone.
type groups map[news.ID]news.ID

func (g groups) find(id news.ID) news.ID {
	for {
		up, ok := g[id]
		if !ok {
			return id
		}
		if next, ok := g[up]; ok {
			g[id] = next
		}
		id = up
	}
}

// join unites two sets; the smaller ID stands for the union.
func (g groups) join(a, b news.ID) {
	if a, b = g.find(a), g.find(b); a != b {
		g[max(a, b)] = min(a, b)
	}
}

// ownersOf lists the sides of the owners, first owner first: the side of most of an owner's rated
// outlets in the story, on a tie the side that was there first.
func ownersOf(outlets []outlet) []news.Side {
	var names []string
	of := make(map[string][]news.Side)
	for _, o := range outlets {
		name := ownerKey(o.owner, o.domain)
		if of[name] == nil {
			names = append(names, name)
		}
		of[name] = append(of[name], o.side)
	}
	sides := make([]news.Side, len(names))
	for i, name := range names {
		sides[i] = mostly(of[name])
	}
	return sides
}

// ownerKey tells owners apart; an outlet whose owner is unknown is its own.
func ownerKey(owner, domain string) string {
	if owner == "" {
		return "\x00" + domain
	}
	return owner
}

// mostly is the most frequent side but Unrated, the first of equally frequent ones.
func mostly(sides []news.Side) news.Side {
	count := make(map[news.Side]int)
	for _, s := range sides {
		if s != news.Unrated {
			count[s]++
		}
	}
	best := news.Unrated
	for _, s := range sides {
		if count[s] > count[best] {
			best = s
		}
	}
	return best
}
