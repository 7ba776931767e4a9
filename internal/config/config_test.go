package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestLoad(t *testing.T) {
	for _, tt := range []struct {
		name    string
		file    string
		environ []string
		check   func(Config) bool
		fails   string // part of the error
	}{
		{name: "nothing said", check: func(c Config) bool { return c.Addr == "127.0.0.1:8080" && c.Fetch.MinInterval == 15*time.Minute }},
		{name: "file", file: "addr: :9000\nfetch:\n  host_delay: 5s\nroles: [web, fetch]\n",
			check: func(c Config) bool {
				return c.Addr == ":9000" && c.Fetch.HostDelay == 5*time.Second && len(c.Roles) == 2 && c.Fetch.InFlight == 32
			}},
		{name: "environment wins over the file", file: "addr: :9000\n", environ: []string{"PARALLAX_ADDR=:9001", "PARALLAX_FETCH_HOST_DELAY=0"},
			check: func(c Config) bool { return c.Addr == ":9001" && c.Fetch.HostDelay == 0 }},
		{name: "list in the environment", environ: []string{"PARALLAX_FETCH_ALLOW_NETWORKS=127.0.0.0/8,::1/128"},
			check: func(c Config) bool { return len(c.Fetch.AllowNetworks) == 2 }},
		{name: "proxy of the system", environ: []string{"HTTPS_PROXY=http://127.0.0.1:8899", "SSL_CERT_FILE=/x.pem"},
			check: func(c Config) bool {
				return c.Fetch.HTTPSProxy == "http://127.0.0.1:8899" && c.Fetch.CAFile == "/x.pem"
			}},
		{name: "own proxy wins", file: "fetch: {https_proxy: 'http://p:1'}\n", environ: []string{"HTTPS_PROXY=http://127.0.0.1:8899"},
			check: func(c Config) bool { return c.Fetch.HTTPSProxy == "http://p:1" }},
		{name: "unknown key", file: "fetch:\n  hostdelay: 5s\n", fails: `unknown key "fetch.hostdelay"`},
		{name: "key in the wrong place", file: "host_delay: 5s\n", fails: `do you mean "fetch.host_delay"?`},
		{name: "unknown in the environment", environ: []string{"PARALLAX_ADR=:1"}, fails: "PARALLAX_ADR"},
		{name: "number without unit", file: "fetch: {host_delay: 5}\n", fails: "needs a unit"},
		{name: "no yaml", file: "a: b: c", fails: "parallax.yaml"},
		{name: "private networks from a file", file: "fetch: {allow_networks: [10.0.0.0/8]}\n", fails: "environment only"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			name := ""
			if tt.file != "" {
				name = filepath.Join(t.TempDir(), "parallax.yaml")
				if err := os.WriteFile(name, []byte(tt.file), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			c, err := Load(name, tt.environ)
			switch {
			case tt.fails == "" && err != nil:
				t.Fatal(err)
			case tt.fails != "" && (err == nil || !strings.Contains(err.Error(), tt.fails)):
				t.Fatalf("error %v does not say %q", err, tt.fails)
			case tt.fails == "" && !tt.check(c):
				t.Errorf("got %+v", c)
			}
		})
	}
}

func TestValidate(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*Config)
		fails  string
	}{
		{"as it comes", func(*Config) {}, ""},
		{"part of the roles on PostgreSQL", func(c *Config) { c.Roles = []string{"web"}; c.Database = "postgres://localhost/parallax" }, ""},
		{"part of the roles on SQLite", func(c *Config) { c.Roles = []string{"web"} }, "role fetch is missing"},
		{"unknown role", func(c *Config) { c.Roles = []string{"cook"} }, `"cook"`},
		{"another database", func(c *Config) { c.Database = "mysql://localhost" }, "postgres://"},
		{"address with a path", func(c *Config) { c.Site.URL = "https://example.org/news/" }, ""},
		{"address with a query", func(c *Config) { c.Site.URL = "https://example.org/?a=b" }, "site.url"},
		{"address without a scheme", func(c *Config) { c.Site.URL = "news.example" }, "site.url"},
		{"turned intervals", func(c *Config) { c.Fetch.MinInterval = 48 * time.Hour }, "min_interval"},
		{"network", func(c *Config) { c.Fetch.AllowNetworks = []string{"localhost"} }, "allow_networks"},
		{"level", func(c *Config) { c.Log.Level = "loud" }, "log.level"},
		{"missing certificates", func(c *Config) { c.Fetch.CAFile = "/nowhere/ca.pem" }, "ca_file"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := Default()
			tt.change(&c)
			err := c.Validate()
			if tt.fails == "" && err != nil || tt.fails != "" && (err == nil || !strings.Contains(err.Error(), tt.fails)) {
				t.Errorf("got %v, want an error that says %q", err, tt.fails)
			}
		})
	}
}

func TestDefaultsFillIn(t *testing.T) {
	c := Default()
	c.Site.URL = "https://news.example/"
	if err := c.Validate(); err != nil {
		t.Fatal(err)
	}
	if c.Site.URL != "https://news.example" || len(c.Roles) != len(Roles) {
		t.Errorf("got %q and %v", c.Site.URL, c.Roles)
	}
}
