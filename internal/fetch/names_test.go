package fetch

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

// nameServer answers each question with the next of its answers for the name, and starts again after the last.
type nameServer struct {
	mu      sync.Mutex
	answers map[string][][]string // by name with a dot at its end
	asked   map[string]int
}

// newNames returns a resolver that always gives the same addresses.
func newNames(t *testing.T, names map[string][]string) *net.Resolver {
	answers := map[string][][]string{}
	for name, addrs := range names {
		answers[name] = [][]string{addrs}
	}
	return newChangingNames(t, answers)
}

// newChangingNames returns a resolver whose answers, of time to live 0, change from question to question.
func newChangingNames(t *testing.T, answers map[string][][]string) *net.Resolver {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &nameServer{answers: answers, asked: map[string]int{}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.run(conn)
	}()
	t.Cleanup(func() { conn.Close(); <-done })
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

func (s *nameServer) run(conn net.PacketConn) {
	packet := make([]byte, 1500)
	for {
		n, from, err := conn.ReadFrom(packet)
		if err != nil {
			return
		}
		var m dnsmessage.Message
		if m.Unpack(packet[:n]) != nil || len(m.Questions) != 1 {
			continue
		}
		m.Response, m.Additionals = true, nil
		m.Answers = s.answer(m.Questions[0])
		if reply, err := m.Pack(); err == nil {
			conn.WriteTo(reply, from)
		}
	}
}

func (s *nameServer) answer(q dnsmessage.Question) []dnsmessage.Resource {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := q.Name.String() + q.Type.String()
	turns := s.answers[q.Name.String()]
	if len(turns) == 0 {
		return nil
	}
	var found []dnsmessage.Resource
	for _, text := range turns[s.asked[key]%len(turns)] {
		addr := netip.MustParseAddr(text)
		r := dnsmessage.Resource{Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class}}
		switch {
		case addr.Is4() && q.Type == dnsmessage.TypeA:
			r.Body = &dnsmessage.AResource{A: addr.As4()}
		case addr.Is6() && q.Type == dnsmessage.TypeAAAA:
			r.Body = &dnsmessage.AAAAResource{AAAA: addr.As16()}
		default:
			continue
		}
		found = append(found, r)
	}
	s.asked[key]++
	return found
}

// SSRF-04: names lead to no private address, alone or among public ones.
func TestSSRF04_namesOfPrivateAddresses(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "public") })
	_, port, err := net.SplitHostPort(s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	_, inner := canary(t, "127.0.0.2:"+port)
	_, inner6 := canary(t, "[::1]:"+port)
	names := newNames(t, map[string][]string{
		"private.example.":       {"127.0.0.2"},
		"private6.example.":      {"::1"},
		"mapped.example.":        {"::ffff:127.0.0.2"},
		"metadata.example.":      {"169.254.169.254"},
		"all-private.example.":   {"127.0.0.2", "::1", "10.0.0.1"},
		"public-first.example.":  {"127.0.0.1", "127.0.0.2"},
		"private-first.example.": {"127.0.0.2", "127.0.0.1"},
		"two-families.example.":  {"::1", "127.0.0.1"},
	})
	c := client(t, func(o *Options) { o.Resolver = names })
	for _, host := range []string{"private", "private6", "mapped", "metadata", "all-private"} {
		t.Run(host, func(t *testing.T) {
			wantFailure(t, c, Request{URL: "http://" + host + ".example:" + port}, Refused)
		})
	}
	for _, host := range []string{"public-first", "private-first", "two-families"} {
		t.Run(host, func(t *testing.T) {
			if got := string(get(t, c, "http://"+host+".example:"+port).Body); got != "public" {
				t.Errorf("body %q; want the public server's", got)
			}
		})
	}
	wantFailure(t, c, Request{URL: "http://unknown.example:" + port}, Network)
	if n := inner.Load() + inner6.Load(); n != 0 {
		t.Errorf("%d connections to private addresses; want 0", n)
	}
}

// SSRF-04: a name server that answers public first and private next gains nothing, in 1000 tries.
func TestSSRF04_rebinding(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Connection", "close")
	})
	_, port, err := net.SplitHostPort(s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	_, inner := canary(t, "127.0.0.2:"+port)
	c := client(t, func(o *Options) {
		o.Resolver = newChangingNames(t, map[string][][]string{"rebind.example.": {{"127.0.0.1"}, {"127.0.0.2"}}})
	})
	answered, refused := 0, 0
	for range 1000 {
		_, err := c.Get(context.Background(), Request{URL: "http://rebind.example:" + port})
		switch {
		case err == nil:
			answered++
		case kindOf(err) == Refused:
			refused++
		default:
			t.Fatal(err)
		}
	}
	if answered != 500 || refused != 500 {
		t.Errorf("answered %d, refused %d; want 500 each", answered, refused)
	}
	if n := inner.Load(); n != 0 {
		t.Errorf("%d connections to the private address; want 0", n)
	}
}
