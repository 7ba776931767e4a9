package cluster

import (
	_ "embed"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/parallax-news/parallax/internal/news"
)

//go:embed weights.tsv
var weightsFile string

// Model is one of the three judgements that the engine makes.
type Model int

// The models.
const (
	Link  Model = iota // are two articles about one event
	Join               // does an article belong to a story
	Merge              // are two stories one
	models
)

// Models lists all models.
func Models() [3]Model { return [3]Model{Link, Join, Merge} }

// names of the features of each model, in order.
var names = [models][]string{
	Link:  {"bias", "cosine", "root cosine", "title", "title in text", "names", "numbers", "rarest", "shared", "gap", "terms", "cosine x terms", "title x terms"},
	Join:  {"bias", "best link", "three links", "mean link", "center", "root center", "title center", "size", "mean link x size", "cohesion", "alone", "rival", "votes", "gap", "crowd"},
	Merge: {"bias", "mean link", "three links", "best link", "center", "root center", "title center", "smaller", "larger", "cohesion smaller", "cohesion larger", "closeness", "gap", "alone", "mean link x smaller"},
}

// Names are the names of a model's features, in the order of Example.Features.
func (m Model) Names() []string { return names[m] }

func (m Model) String() string { return [...]string{"link", "join", "merge"}[m] }

// Weights are the learned weightings: by model and feature, and the least log-odds at which the engine acts.
type Weights struct {
	Of    [models][]float64 // in the order of Model.Names
	Least [models]float64
}

// Example is a judgement with what it rested on, for training.
type Example struct {
	Model    Model
	Features []float64
	A, B     []news.ID // the articles on either side
}

// DefaultWeights are those of weights.tsv, which "parallax lab train-cluster" makes.
var DefaultWeights = sync.OnceValue(func() *Weights {
	w, err := ReadWeights(strings.NewReader(weightsFile))
	if err != nil {
		panic("cluster: the built-in weights are damaged: " + err.Error())
	}
	return w
})

// ReadWeights reads lines of model, feature and weight, tab-separated; the feature "least" is the threshold.
func ReadWeights(r io.Reader) (*Weights, error) {
	b, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	values := map[string]float64{}
	for line := range strings.Lines(string(b)) {
		name, value, _ := strings.Cut(strings.TrimSpace(strings.Replace(line, "\t", " ", 1)), "\t")
		v, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return nil, fmt.Errorf("weight %q: %w", line, err)
		}
		values[name] = v
	}
	var w Weights
	take := func(name string) float64 {
		v, ok := values[name]
		if !ok && err == nil {
			err = fmt.Errorf("weight %q is missing", name)
		}
		delete(values, name)
		return v
	}
	for m := range models {
		for _, name := range names[m] {
			w.Of[m] = append(w.Of[m], take(m.String()+" "+name))
		}
		w.Least[m] = take(m.String() + " least")
	}
	if err == nil && len(values) > 0 {
		err = fmt.Errorf("weight %q is unknown", slices.Sorted(maps.Keys(values))[0])
	}
	return &w, err
}

// Write writes what ReadWeights reads.
func (w *Weights) Write(out io.Writer) error {
	var b strings.Builder
	for m := range models {
		for i, name := range names[m] {
			fmt.Fprintf(&b, "%s\t%s\t%.4g\n", m, name, w.Of[m][i])
		}
		fmt.Fprintf(&b, "%s\tleast\t%.4g\n", m, w.Least[m])
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// odds are the log-odds of a judgement.
func (w *Weights) odds(m Model, features []float64) float64 {
	z := 0.0
	for i, f := range features {
		z += w.Of[m][i] * f
	}
	return z
}

// floor is the least log-odds of a link that count: one bad link says little more than a very bad one.
const floor = -6.0
