package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/pipeline"
	"github.com/parallax-news/parallax/internal/text"
)

// SaveView implements pipeline.Archive. A view that is older than the one there, or whose story was merged away meanwhile, is
// dropped; one without articles takes the story out of sight. Articles that were taken down meanwhile are taken out of it.
func (s *Store) SaveView(ctx context.Context, v news.StoryView, terms []pipeline.Term) (err error) {
	defer wrap(&err, "saving the page of story %s", v.Story.ID)
	return s.db.update(ctx, func(t tx) error {
		// The story's row is locked first, so that a takedown at the same time either is seen here or sees this view.
		var hidden bool
		found, err := collect(ctx, t, scanOne[bool], `
			UPDATE stories SET analysed = $2 WHERE id = $1 AND analysed <= $2 AND merged_into = 0 RETURNING hidden`, v.Story.ID, v.Story.Version)
		if err != nil || len(found) == 0 {
			return err
		}
		hidden = found[0]
		v := v
		if err := redactGone(ctx, t, &v); err != nil {
			return err
		}
		if len(v.Articles) == 0 {
			return vanish(ctx, t, v.Story.ID)
		}
		if err := writeView(ctx, t, &v, !hidden); err != nil {
			return err
		}
		return writeTerms(ctx, t, &v.Story, terms)
	})
}

// vanish takes a story that has nothing to show out of sight.
func vanish(ctx context.Context, t tx, id news.ID) error {
	if _, err := t.Exec(ctx, `UPDATE stories SET shown = $2 WHERE id = $1`, id, false); err != nil {
		return err
	}
	return unlist(ctx, t, id)
}

// writeView stores a story's page and its place in the lists.
func writeView(ctx context.Context, t tx, v *news.StoryView, shown bool) error {
	id := v.Story.ID
	view, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = t.Exec(ctx, `
		INSERT INTO story_views (story, view) VALUES ($1, $2) ON CONFLICT (story) DO UPDATE SET view = excluded.view`, id, string(view))
	if err != nil {
		return err
	}
	_, err = t.Exec(ctx, `
		UPDATE stories SET shown = $2, brief = $3, slug = CASE WHEN slug = '' THEN $4 ELSE slug END WHERE id = $1`,
		id, shown, toJSON(v.Story), v.Story.Slug)
	if err != nil {
		return err
	}
	if !shown {
		_, err := t.Exec(ctx, `DELETE FROM story_lists WHERE story = $1`, id)
		return err
	}
	return writeLists(ctx, t, v)
}

// writeLists puts a story into the lists that its view says. Rows that are there already are only changed.
func writeLists(ctx context.Context, t tx, v *news.StoryView) error {
	lists := listsOf(v)
	args := []any{v.Story.ID}
	for _, l := range lists {
		args = append(args, l)
	}
	if _, err := t.Exec(ctx, `DELETE FROM story_lists WHERE story = $1 AND list NOT IN `+params(2, len(lists)), args...); err != nil {
		return err
	}
	const columns = 5
	for part := range slices.Chunk(lists, maxParams/columns) {
		args := args[:0]
		for _, l := range part {
			args = append(args, v.Story.ID, l, v.Story.Importance, v.Story.Updated, v.Story.Coverage.Total)
		}
		_, err := t.Exec(ctx, `
			INSERT INTO story_lists (story, list, importance, updated, outlets) VALUES `+tuples(len(part), columns)+`
			ON CONFLICT (story, list) DO UPDATE SET importance = excluded.importance, updated = excluded.updated, outlets = excluded.outlets`, args...)
		if err != nil {
			return err
		}
	}
	return nil
}

// Names of lists of stories.
const (
	listAll       = ""
	listBlind     = "blind:" // any blindspot; with a side's number, that side's
	listTopic     = "topic:"
	listLanguage  = "lang:"
	listOutlet    = "outlet:"
	listPlace     = "place:"
	maxListed     = 400 // lists of one story
	maxListedName = 200 // bytes of a list's name
)

// listsOf names the lists that a story belongs to.
func listsOf(v *news.StoryView) []string {
	lists := []string{listAll, listName(listLanguage, v.Story.Language)}
	for _, t := range v.Story.Topics {
		lists = append(lists, listName(listTopic, t))
	}
	if len(v.Story.Blindspots) > 0 {
		lists = append(lists, listBlind)
	}
	for _, b := range v.Story.Blindspots {
		lists = append(lists, blindOf(b.Side))
	}
	for _, p := range v.Story.Places {
		lists = append(lists, listName(listPlace, text.Fold(p)))
	}
	for _, o := range v.Outlets {
		lists = append(lists, listName(listOutlet, o.Domain))
	}
	slices.Sort(lists)
	lists = slices.Compact(lists)
	return lists[:min(len(lists), maxListed)]
}

// listName is the name of the list of what a filter asks for.
func listName(kind, value string) string {
	name := kind + value
	return plain(name[:min(len(name), maxListedName)])
}

func blindOf(side news.Side) string { return fmt.Sprint(listBlind, int(side)) }

// writeTerms replaces what a story can be related by.
func writeTerms(ctx context.Context, t tx, st *news.Story, terms []pipeline.Term) error {
	if _, err := t.Exec(ctx, `DELETE FROM story_terms WHERE story = $1`, st.ID); err != nil {
		return err
	}
	terms = slices.Clone(terms)
	slices.SortStableFunc(terms, func(a, b pipeline.Term) int { return cmp.Compare(a.Key, b.Key) })
	terms = slices.CompactFunc(terms, func(a, b pipeline.Term) bool { return a.Key == b.Key })
	const columns = 6
	for part := range slices.Chunk(terms, maxParams/columns) {
		args := make([]any, 0, len(part)*columns)
		for _, term := range part {
			args = append(args, st.ID, term.Key, term.Text, term.Weight, term.Name, st.Updated)
		}
		_, err := t.Exec(ctx, `INSERT INTO story_terms (story, key, text, weight, is_name, updated) VALUES `+tuples(len(part), columns), args...)
		if err != nil {
			return err
		}
	}
	return nil
}

// maxKin is how many stories, the newest, one term is looked up in: a term in more says little.
const maxKin = 200

// Related implements pipeline.Archive. Those that share most, by the weight of their terms, come first.
func (s *Store) Related(ctx context.Context, story news.ID, terms []pipeline.Term, since time.Time, limit int) (kin []pipeline.Kin, err error) {
	defer wrap(&err, "finding stories related to %s", story)
	q := s.db.reader()
	shared := map[news.ID][]pipeline.Term{}
	for _, term := range terms {
		ids, err := collect(ctx, q, scanOne[news.ID], `
			SELECT story FROM story_terms WHERE key = $1 AND updated >= $2 ORDER BY updated DESC, story DESC LIMIT $3`, term.Key, since, maxKin)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			if id != story {
				shared[id] = append(shared[id], term)
			}
		}
	}
	var ids []news.ID
	for id, terms := range shared {
		if len(terms) >= 2 {
			ids = append(ids, id)
		}
	}
	weight := func(id news.ID) (sum float64) {
		for _, t := range shared[id] {
			sum += t.Weight
		}
		return sum
	}
	slices.SortFunc(ids, func(a, b news.ID) int {
		return cmp.Or(cmp.Compare(weight(b), weight(a)), cmp.Compare(b, a))
	})
	stories, err := briefs(ctx, q, ids[:min(len(ids), limit)])
	for _, st := range stories {
		kin = append(kin, pipeline.Kin{Story: st, Shared: shared[st.ID]})
	}
	return kin, err
}
