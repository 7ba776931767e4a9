package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/parallax-news/parallax/internal/news"
)

// MergeStories moves all articles of one story into another, for good; the emptied story's address leads there.
func (s *Store) MergeStories(ctx context.Context, e Edit, from, into news.ID) (err error) {
	defer wrap(&err, "merging story %s into %s", from, into)
	return s.db.update(ctx, func(t tx) error {
		articles, err := articlesOf(ctx, t, from)
		if err != nil {
			return err
		}
		if into, err = target(ctx, t, into); err != nil {
			return err
		}
		if len(articles) == 0 || into == from {
			return news.ErrNotFound
		}
		if err := s.settleAt(ctx, t, articles, from, into); err != nil {
			return err
		}
		return s.record(ctx, t, e, "merge", from.String(), into.String())
	})
}

// SplitStory takes some of a story's articles out of it, for good, into a story of their own, whose id it returns.
func (s *Store) SplitStory(ctx context.Context, e Edit, story news.ID, articles []news.ID) (split news.ID, err error) {
	defer wrap(&err, "splitting story %s", story)
	err = s.db.update(ctx, func(t tx) error {
		all, err := articlesOf(ctx, t, story)
		if err != nil {
			return err
		}
		for _, id := range articles {
			if !slices.Contains(all, id) {
				return fmt.Errorf("article %s: %w", id, news.ErrNotFound)
			}
		}
		if len(articles) == 0 || len(articles) == len(all) {
			return errors.New("some articles must go and some must stay")
		}
		if split, err = freeStory(ctx, t, articles); err != nil {
			return err
		}
		if err := s.settleAt(ctx, t, articles, story, split); err != nil {
			return err
		}
		return s.record(ctx, t, e, "split", story.String(), split.String())
	})
	return split, err
}

// MoveArticle puts an article into another story, for good.
func (s *Store) MoveArticle(ctx context.Context, e Edit, article, to news.ID) (err error) {
	defer wrap(&err, "moving article %s to story %s", article, to)
	return s.db.update(ctx, func(t tx) error {
		a, err := articleOf(ctx, t, article)
		if err != nil {
			return err
		}
		if to, err = target(ctx, t, to); err != nil {
			return err
		}
		if a.Story == 0 || a.Story == to {
			return news.ErrNotFound
		}
		if err := s.settleAt(ctx, t, []news.ID{article}, a.Story, to); err != nil {
			return err
		}
		return s.record(ctx, t, e, "move", article.String(), to.String())
	})
}

// articlesOf lists a story's articles, oldest first.
func articlesOf(ctx context.Context, q querier, story news.ID) ([]news.ID, error) {
	return collect(ctx, q, scanOne[news.ID], `SELECT id FROM articles WHERE story = $1 AND story <> 0 ORDER BY id`, story)
}

// freeStory is the id for a story of these articles: that of the oldest one that does not name a story with articles.
func freeStory(ctx context.Context, q querier, articles []news.ID) (news.ID, error) {
	for _, id := range slices.Sorted(slices.Values(articles)) {
		held, err := articlesOf(ctx, q, id)
		if err != nil || len(held) == 0 {
			return id, err
		}
	}
	return 0, errors.New("the articles that founded the story stay in it: split off the others instead")
}

// settleAt moves articles by an editor's hand: they are pinned, both stories change, and the clusterers learn of it.
func (s *Store) settleAt(ctx context.Context, t tx, articles []news.ID, from, to news.ID) error {
	var languages []string
	reasons := toJSON([]news.Reason{{Kind: "editor", Weight: 1}})
	for _, id := range articles {
		moved, err := collect(ctx, t, scanOne[string], `
			UPDATE articles SET story = $2, pinned = $3, reasons = $4 WHERE id = $1 RETURNING language`, id, to, true, reasons)
		if err != nil {
			return err
		}
		languages = append(languages, moved...)
	}
	if err := disturb(ctx, t, languages); err != nil {
		return err
	}
	return s.settle(ctx, t, grouping{
		touched: map[news.ID]bool{from: true, to: true},
		left:    map[news.ID]news.ID{from: to},
	})
}

// HideStory takes a story out of sight, or shows it again.
func (s *Store) HideStory(ctx context.Context, e Edit, id news.ID, hidden bool) (err error) {
	defer wrap(&err, "hiding story %s", id)
	return s.db.update(ctx, func(t tx) error {
		if err := setFlag(ctx, t, `UPDATE stories SET hidden = $2, shown = shown AND NOT $2 WHERE id = $1`, id, hidden); err != nil {
			return err
		}
		action := "hide"
		if hidden {
			_, err = t.Exec(ctx, `DELETE FROM story_lists WHERE story = $1`, id)
		} else {
			action = "show"
			err = rewriteView(ctx, t, id, func(*news.StoryView) {})
		}
		if err != nil {
			return err
		}
		return s.record(ctx, t, e, action, id.String(), "")
	})
}

// PinStory marks a story as one that the editors want to be seen, or takes the mark off.
func (s *Store) PinStory(ctx context.Context, e Edit, id news.ID, pinned bool) (err error) {
	defer wrap(&err, "pinning story %s", id)
	return s.db.update(ctx, func(t tx) error {
		if err := setFlag(ctx, t, `UPDATE stories SET pinned = $2 WHERE id = $1`, id, pinned); err != nil {
			return err
		}
		if err := s.touch(ctx, t, id); err != nil {
			return err
		}
		action := "pin"
		if !pinned {
			action = "unpin"
		}
		return s.record(ctx, t, e, action, id.String(), "")
	})
}

func setFlag(ctx context.Context, t tx, query string, id news.ID, on bool) error {
	n, err := t.Exec(ctx, query, id, on)
	if err == nil && n == 0 {
		return news.ErrNotFound
	}
	return err
}
