package lab

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"github.com/parallax-news/parallax/internal/text"
)

// leadBytes is how much of an article's text speaks for its topic.
const leadBytes = 1500

// Topics reads articles ({id, title, text, url} a line) and writes the best topic of each with its share of all that spoke for
// one ({id, topic, score}); "" and 0 where nothing did.
func (r *Run) Topics(ctx context.Context, files ...string) error {
	r.Start()
	out := json.NewEncoder(r)
	err := r.Lines(ctx, files, func(line []byte) error {
		var in struct {
			ID    string `json:"id"`
			Title string `json:"title"`
			Text  string `json:"text"`
			URL   string `json:"url"`
		}
		if err := json.Unmarshal(line, &in); err != nil {
			return err
		}
		if in.ID == "" {
			return errors.New("the line has no id")
		}
		var best text.TopicScore
		if ranked := text.RankTopics([]string{in.URL}, nil, in.Title, in.Text[:min(len(in.Text), leadBytes)]); len(ranked) > 0 {
			best = ranked[0]
		}
		if err := out.Encode(map[string]any{"id": in.ID, "topic": best.Topic, "score": math.Round(best.Score*1000) / 1000}); err != nil {
			return fmt.Errorf("writing the topic of %s: %w", in.ID, err)
		}
		r.Step()
		return nil
	})
	if err != nil {
		return err
	}
	return r.Finish("articles")
}
