package lab

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"
)

func TestTopics(t *testing.T) {
	in := `{"id":"a","title":"Rovers win the cup final after penalties","text":"The striker scored twice.","url":"https://courier.example/x"}

{"id":"b","title":"Qwrtz","text":"","url":""}
`
	var out, report bytes.Buffer
	r := &Run{In: strings.NewReader(in), Out: &out, Report: &report, Now: time.Now}
	if err := r.Topics(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := `{"id":"a","score":1,"topic":"sport"}` + "\n" + `{"id":"b","score":0,"topic":""}` + "\n"
	if out.String() != want {
		t.Errorf("got %s want %s", &out, want)
	}
	if !strings.HasPrefix(report.String(), "articles=2 ") {
		t.Errorf("figures are %q", &report)
	}
}

func TestTopics_badInput(t *testing.T) {
	for name, in := range map[string]string{"no JSON": "{\"id\":\"a\"}\nnonsense\n", "no id": "{\"id\":\"a\"}\n{\"title\":\"x\"}\n"} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			r := &Run{In: strings.NewReader(in), Out: &out, Report: &bytes.Buffer{}, Now: time.Now}
			err := r.Topics(t.Context())
			var bad *InputError
			if !errors.As(err, &bad) || bad.Line != 2 {
				t.Errorf("got %v, want a complaint about line 2", err)
			}
			if out.Len() > 0 {
				t.Error("output was written")
			}
		})
	}
}
