package htmlexec

import (
	"fmt"
	"html/template"
	"reflect"
	"strconv"
	"text/template/parse"
)

// value is a compiled expression.
type value struct {
	typ   reflect.Type              // nil where only the truth is known
	get   func(*exec) reflect.Value // nil likewise
	truth func(*exec) bool
	fixed any // the value itself where it is a constant, else nil
}

// of makes a value of a type from its getter.
func of(typ reflect.Type, get func(*exec) reflect.Value) value {
	v := value{typ: typ, get: get}
	switch typ.Kind() {
	case reflect.Bool:
		v.truth = func(x *exec) bool { return get(x).Bool() }
	case reflect.String, reflect.Slice:
		v.truth = func(x *exec) bool { return get(x).Len() > 0 }
	case reflect.Struct:
		v.truth = func(*exec) bool { return true }
	default:
		v.truth = func(x *exec) bool { return !get(x).IsZero() }
	}
	return v
}

// supported tells whether a value may be of the type: not where its truth is something else than here.
func supported(typ reflect.Type) bool {
	switch typ.Kind() {
	case reflect.Bool, reflect.String, reflect.Slice, reflect.Struct, reflect.Pointer:
		return true
	}
	return reflect.Zero(typ).CanInt()
}

func constant(c any) value {
	rv := reflect.ValueOf(c)
	v := of(rv.Type(), func(*exec) reflect.Value { return rv })
	v.fixed = c
	return v
}

// deref follows pointers to what they point at.
func (v value) deref() value {
	for v.typ != nil && v.typ.Kind() == reflect.Pointer {
		get := v.get
		v = of(v.typ.Elem(), func(x *exec) reflect.Value { return get(x).Elem() })
	}
	return v
}

// trusted are the types that html/template passes unescaped.
var trusted = []reflect.Type{
	reflect.TypeFor[template.CSS](), reflect.TypeFor[template.HTML](), reflect.TypeFor[template.HTMLAttr](), reflect.TypeFor[template.JS](),
	reflect.TypeFor[template.JSStr](), reflect.TypeFor[template.Srcset](), reflect.TypeFor[template.URL](),
}

// pipe compiles a pipeline of one command, which is all but those of actions.
func (s *scope) pipe(p *parse.PipeNode) (value, error) {
	if len(p.Cmds) != 1 {
		return value{}, fmt.Errorf("{{%s}}: pipelines are not supported here", p)
	}
	return s.command(p.Cmds[0])
}

func (s *scope) command(cmd *parse.CommandNode) (value, error) {
	if id, ok := cmd.Args[0].(*parse.IdentifierNode); ok {
		return s.function(id.Ident, cmd.Args[1:])
	}
	if len(cmd.Args) != 1 {
		return value{}, fmt.Errorf("{{%s}}: methods with arguments are not supported", cmd)
	}
	return s.argument(cmd.Args[0])
}

func (s *scope) argument(n parse.Node) (value, error) {
	switch n := n.(type) {
	case *parse.DotNode:
		return of(s.dot, func(x *exec) reflect.Value { return x.dot }), nil
	case *parse.FieldNode:
		return chain(of(s.dot, func(x *exec) reflect.Value { return x.dot }), n.Ident)
	case *parse.VariableNode:
		for i := len(s.vars) - 1; i >= 0; i-- {
			if v := s.vars[i]; v.name == n.Ident[0] {
				return chain(of(v.typ, func(x *exec) reflect.Value { return x.vars[x.base+v.slot] }), n.Ident[1:])
			}
		}
	case *parse.StringNode:
		return constant(n.Text), nil
	case *parse.IdentifierNode:
		return s.function(n.Ident, nil)
	case *parse.PipeNode:
		return s.pipe(n)
	}
	return value{}, fmt.Errorf("%q is not supported", n)
}

// chain follows fields from a value. A method of the name is refused: html/template would prefer it.
func chain(v value, names []string) (value, error) {
	for _, name := range names {
		v = v.deref()
		if v.typ.Kind() != reflect.Struct {
			return v, fmt.Errorf("%v has no field %s", v.typ, name)
		}
		f, ok := v.typ.FieldByName(name)
		if _, method := reflect.PointerTo(v.typ).MethodByName(name); method || !ok || !f.IsExported() || !supported(f.Type) {
			return v, fmt.Errorf("%v has no field %s that is supported", v.typ, name)
		}
		get, index := v.get, f.Index
		if len(index) == 1 {
			i := index[0]
			v = of(f.Type, func(x *exec) reflect.Value { return get(x).Field(i) })
		} else {
			v = of(f.Type, func(x *exec) reflect.Value { return get(x).FieldByIndex(index) })
		}
	}
	return v, nil
}

// function compiles a call.
func (s *scope) function(name string, nodes []parse.Node) (value, error) {
	args := make([]value, len(nodes))
	for i, n := range nodes {
		var err error
		if args[i], err = s.argument(n); err != nil {
			return value{}, err
		}
	}
	switch {
	case name == "not" && len(args) == 1:
		return value{truth: func(x *exec) bool { return !args[0].truth(x) }}, nil
	case name == "and" || name == "or":
		return logic(name == "or", args), nil
	case s.funcs[name] != nil:
		return s.ahead(name, args)
	}
	return value{}, fmt.Errorf("%s with %d arguments is not supported", name, len(args))
}

// logic is and, or "or", of truths; unlike in text/template its value is a truth, which is the
// same for conditions, and it cannot be put out.
func logic(or bool, args []value) value {
	return value{truth: func(x *exec) bool {
		for _, a := range args {
			if a.truth(x) == or {
				return or
			}
		}
		return !or
	}}
}

// ahead calls a function of constant arguments while compiling.
func (s *scope) ahead(name string, args []value) (value, error) {
	fn := reflect.ValueOf(s.funcs[name])
	in := make([]reflect.Value, len(args))
	for i, a := range args {
		if a.fixed == nil {
			return value{}, fmt.Errorf("%s: the arguments of functions must be constants", name)
		}
		in[i] = reflect.ValueOf(a.fixed)
	}
	if fn.Type().NumIn() != len(in) {
		return value{}, fmt.Errorf("%s: %s arguments are needed", name, strconv.Itoa(fn.Type().NumIn()))
	}
	out := fn.Call(in)
	if len(out) == 2 && !out[1].IsNil() {
		return value{}, out[1].Interface().(error)
	}
	return constant(out[0].Interface()), nil
}
