package lab

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/parallax-news/parallax/internal/cluster"
	"github.com/parallax-news/parallax/internal/news"
)

// clusterRun is a run over one input in memory.
func clusterRun(in string) (*Run, *bytes.Buffer) {
	var out bytes.Buffer
	return &Run{In: strings.NewReader(in), Out: &out, Report: &bytes.Buffer{}, Now: time.Now}, &out
}

func TestCluster(t *testing.T) {
	r, out := clusterRun(`{"id":"a","domain":"one.example","title":"Varnell dam breaks in Ostrava, 300 evacuated","text":"The Varnell dam broke and 300 people of Ostrava were evacuated.","published":"2026-03-02T10:00:00Z","lang":"en"}

{"id":"b","domain":"two.example","title":"300 evacuated after Varnell dam breaks","text":"About 300 people in Ostrava were evacuated when the Varnell dam broke.","published":"","lang":"en"}
{"id":"c","title":"Striker Lindqvist joins Porto on loan","lang":"en"}
{"id":"d","title":"Wahl in Ostrau","lang":"de"}
`)
	if err := r.Cluster(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	if got, want := out.String(), "a\ta\nb\ta\nc\tc\nd\td\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestCluster_badInput(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"no JSON", "{\"id\":\"a\"}\nnonsense\n", "line 2"},
		{"no id", `{"title":"x"}`, "no id"},
		{"id twice", "{\"id\":\"a\"}\n{\"id\":\"a\"}\n", "line 2: id \"a\" appears twice"},
		{"bad time", `{"id":"a","published":"yesterday"}`, "no time of RFC 3339"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, out := clusterRun(c.in)
			err := r.Cluster(context.Background(), nil)
			var bad *InputError
			if !errors.As(err, &bad) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one with %q", err, c.want)
			}
			if out.Len() > 0 {
				t.Errorf("bad input gave output %q", out)
			}
		})
	}
}

// Training on a small invented set gives weights that the engine reads and that group the set well.
func TestTrainCluster(t *testing.T) {
	var in strings.Builder
	for i := range 240 {
		event := i / 4
		fmt.Fprintf(&in, `{"id":"%d","domain":"o%d.example","title":"Name%c%c met word%d in Place%c%c","text":"Officials of Place%c%c said Name%c%c spoke of word%d and thing%d today.","lang":"en","story":"e%d"}`+"\n",
			i, i%4, 'a'+event%26, 'a'+event/26, event*7, 'k'+event%10, 'a'+event/10, 'k'+event%10, 'a'+event/10, 'a'+event%26, 'a'+event/26, event*7, event*3+i%4, event)
	}
	r, _ := clusterRun(in.String())
	set, err := r.readLabelled(context.Background(), "standard input", nil)
	if err != nil {
		t.Fatal(err)
	}
	tr := &trainer{sets: []*labelled{set}}
	if err := tr.learn(context.Background()); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := tr.weights.Write(&b); err != nil {
		t.Fatal(err)
	}
	w, err := cluster.ReadWeights(&b)
	if err != nil {
		t.Fatal(err)
	}
	if f1 := set.meanF1(w); f1 < 0.95 {
		t.Errorf("F1 %.2f on what it was trained with", f1)
	}
}

func TestClusterBackground(t *testing.T) {
	var in strings.Builder
	for i := range 1200 {
		fmt.Fprintf(&in, `{"title":"Elections number%d","text":"","lang":"en"}`+"\n", i)
	}
	r, out := clusterRun(in.String())
	if err := r.ClusterBackground(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	if got, want := unzip(t, out), "en\t\t1200\nen\telect\t1200\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestBCubed(t *testing.T) {
	// The worked example of two stories, one article of the first put into the second.
	p, r, f1 := bcubed([]string{"A", "A", "A", "B", "B", ""}, []news.ID{1, 1, 2, 2, 2, 1})
	if math.Abs(p-11.0/15) > 1e-12 || math.Abs(r-11.0/15) > 1e-12 || math.Abs(f1-11.0/15) > 1e-12 {
		t.Errorf("precision %v, recall %v, F1 %v", p, r, f1)
	}
}

func unzip(t *testing.T, in *bytes.Buffer) string {
	t.Helper()
	z, err := gzip.NewReader(in)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
