package lab

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"

	"github.com/parallax-news/parallax/internal/cluster"
	"github.com/parallax-news/parallax/internal/news"
)

// labelled is a file of articles with their true stories.
type labelled struct {
	name  string
	items []cluster.Item
	gold  []string // by article ID less 1; "" unlabelled
}

// TrainCluster learns the clusterer's weights from files of articles with a gold "story" and writes them as internal/cluster/weights.tsv holds them.
//
// Links are learned from neighbours. Then the engine runs over every file, and what it should have answered to each of
// its own judgements is learned for joining and merging, in several rounds (Ross, Gordon, Bagnell 2011), in order of arrival and
// shuffled. All files weigh the same. Last, the thresholds with the best mean BCubed F1 are kept. For every file the report
// gives F1 with these weights and with weights learned from the other files alone.
//
// The shipped weights are of the ten development files, with lines 23,001 to 26,000 of allsidesstream: there the labels are dense.
func (r *Run) TrainCluster(ctx context.Context, files []string) error {
	r.Start()
	t := &trainer{}
	for _, name := range files {
		set, err := r.readLabelled(ctx, name, []string{name})
		if err != nil {
			return err
		}
		t.sets = append(t.sets, set)
	}
	if err := t.learn(ctx); err != nil {
		return err
	}
	if err := t.try(ctx); err != nil {
		return err
	}
	chosen := t.setThresholds(t.weights, -1)
	for i, set := range t.sets {
		w := t.fit(i)
		t.setThresholds(w, i)
		fmt.Fprintf(r.Report, "file=%s f1=%.2f left_out=%.2f\n", set.name, 100*chosen.f1[i], 100*set.meanF1(w))
	}
	if err := t.weights.Write(r); err != nil {
		return err
	}
	return r.Finish("articles")
}

// readLabelled reads one file, or In with none.
func (r *Run) readLabelled(ctx context.Context, name string, files []string) (*labelled, error) {
	set := &labelled{name: name}
	err := r.Lines(ctx, files, func(line []byte) error {
		l, item, err := parseClusterLine(line)
		if err != nil {
			return err
		}
		item.ID = news.ID(len(set.items) + 1)
		set.items = append(set.items, item)
		set.gold = append(set.gold, l.Story)
		r.Step()
		return nil
	})
	return set, err
}

// rounds of learning from the engine's own judgements.
const rounds = 5

// trainer is a training in progress.
type trainer struct {
	sets    []*labelled
	samples map[cluster.Model][][]sample // by model and set
	weights *cluster.Weights
	trials  []trial
}

// trial is a pair of thresholds with the F1 of every set.
type trial struct {
	least [2]float64 // to join and to merge
	f1    []float64
}

// learn fits all models.
func (t *trainer) learn(ctx context.Context) error {
	t.weights = firstWeights()
	t.samples = map[cluster.Model][][]sample{}
	for _, m := range cluster.Models() {
		t.samples[m] = make([][]sample, len(t.sets))
	}
	for round := range rounds {
		for i, set := range t.sets {
			if err := ctx.Err(); err != nil {
				return err
			}
			set.run(t.weights, set.order(round%2), func(e cluster.Example) {
				if e.Model == cluster.Link && round > 0 {
					return
				}
				if s, ok := set.judge(e); ok {
					t.samples[e.Model][i] = append(t.samples[e.Model][i], s)
				}
			})
		}
		t.weights = t.fit(-1)
	}
	return nil
}

// fit fits the models to the samples of all sets but one; -1 leaves none out.
func (t *trainer) fit(except int) *cluster.Weights {
	w := firstWeights()
	for _, m := range cluster.Models() {
		var sets [][]sample
		for i, set := range t.samples[m] {
			if i != except && len(set) > 0 {
				sets = append(sets, set)
			}
		}
		w.Of[m] = logistic(sets, len(m.Names()))
	}
	return w
}

// try measures thresholds on a grid.
func (t *trainer) try(ctx context.Context) error {
	for _, join := range []float64{0, 0.25, 0.5} {
		for _, merge := range []float64{0.7, 1, 1.3} {
			if err := ctx.Err(); err != nil {
				return err
			}
			w := *t.weights
			w.Least[cluster.Join], w.Least[cluster.Merge] = join, merge
			tr := trial{least: [2]float64{join, merge}}
			for _, set := range t.sets {
				tr.f1 = append(tr.f1, set.meanF1(&w))
			}
			t.trials = append(t.trials, tr)
		}
	}
	return nil
}

// setThresholds takes the thresholds of the trial with the best mean F1 over all sets but one, and returns the trial.
func (t *trainer) setThresholds(w *cluster.Weights, except int) trial {
	best := slices.MaxFunc(t.trials, func(a, b trial) int { return cmp.Compare(a.sum(except), b.sum(except)) })
	w.Least[cluster.Join], w.Least[cluster.Merge] = best.least[0], best.least[1]
	return best
}

// sum is the sum of F1 over all sets but one.
func (tr trial) sum(except int) float64 {
	sum := 0.0
	for i, f1 := range tr.f1 {
		if i != except {
			sum += f1
		}
	}
	return sum
}

// meanF1 is the F1 of a set, meant over the order of arrival and a shuffled one.
func (s *labelled) meanF1(w *cluster.Weights) float64 {
	sum := 0.0
	for seed := range 2 {
		_, _, f1 := bcubed(s.gold, s.run(w, s.order(seed), nil))
		sum += f1
	}
	return sum / 2
}

// firstWeights are a plain rule to start from: similar enough articles belong together.
func firstWeights() *cluster.Weights {
	w := &cluster.Weights{}
	for _, m := range cluster.Models() {
		w.Of[m] = make([]float64, len(m.Names()))
		w.Least[m] = 0.7
	}
	set := func(m cluster.Model, name string, v float64) { w.Of[m][slices.Index(m.Names(), name)] = v }
	set(cluster.Link, "bias", -6)
	set(cluster.Link, "root cosine", 13)
	set(cluster.Join, "three links", 0.5)
	set(cluster.Join, "mean link", 0.5)
	set(cluster.Merge, "three links", 0.5)
	set(cluster.Merge, "mean link", 0.5)
	return w
}

// order is the order of arrival, or with a seed a shuffled one.
func (s *labelled) order(seed int) []int {
	order := make([]int, len(s.items))
	for i := range order {
		order[i] = i
	}
	if seed > 0 {
		rand.New(rand.NewPCG(uint64(seed), 0)).Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	}
	return order
}

// run clusters the articles in an order and returns each one's story.
func (s *labelled) run(w *cluster.Weights, order []int, observe func(cluster.Example)) []news.ID {
	e := cluster.New(cluster.Options{Weights: w, Observe: observe})
	stories := make([]news.ID, len(s.items))
	for _, i := range order {
		d := e.Add(s.items[i])
		stories[i] = d.Story
		for _, m := range d.Moves {
			stories[m.Article-1] = m.To
		}
	}
	return stories
}

// sample is a judgement with its right answer.
type sample struct {
	features []float64
	same     float64 // 1 or 0
	weight   float64 // how pure the stories were
}

// judge answers a judgement: are most articles of one side of the same story as most of the other? ok is false where that is not known.
func (s *labelled) judge(e cluster.Example) (out sample, ok bool) {
	a, share := s.majority(e.A)
	b, other := s.majority(e.B)
	if a == "" || b == "" {
		return out, false
	}
	out = sample{features: e.Features, weight: share * other}
	if a == b {
		out.same = 1
	}
	return out, true
}

// majority is the commonest gold story of articles, and its share.
func (s *labelled) majority(articles []news.ID) (string, float64) {
	counts := map[string]int{}
	total := 0
	for _, id := range articles {
		if g := s.gold[id-1]; g != "" {
			counts[g]++
			total++
		}
	}
	best := ""
	for _, g := range slices.Sorted(maps.Keys(counts)) {
		if counts[g] > counts[best] {
			best = g
		}
	}
	return best, float64(counts[best]) / float64(max(1, total))
}

// bcubed is precision, recall and F1 by BCubed (Bagga, Baldwin 1998) over the labelled articles.
func bcubed(gold []string, found []news.ID) (precision, recall, f1 float64) {
	type cell struct {
		gold  string
		found news.ID
	}
	table := map[cell]float64{}
	rows, columns := map[string]float64{}, map[news.ID]float64{}
	n := 0.0
	for i, g := range gold {
		if g == "" {
			continue
		}
		n++
		table[cell{g, found[i]}]++
		rows[g]++
		columns[found[i]]++
	}
	for _, g := range slices.SortedFunc(maps.Keys(table), func(a, b cell) int {
		return slices.Compare([]string{a.gold, fmt.Sprint(a.found)}, []string{b.gold, fmt.Sprint(b.found)})
	}) {
		c := table[g]
		precision += c * c / columns[g.found]
		recall += c * c / rows[g.gold]
	}
	precision, recall = precision/max(1, n), recall/max(1, n)
	if precision+recall > 0 {
		f1 = 2 * precision * recall / (precision + recall)
	}
	return precision, recall, f1
}
