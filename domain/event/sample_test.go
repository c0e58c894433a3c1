package event_test

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
)

// sampleTime is every time of a sample: with nanoseconds, in UTC.
var sampleTime = time.Date(2026, 3, 4, 5, 6, 7, 890, time.UTC)

// sample gives a payload in which every field is set, to a value that follows
// from its place: the same in every run, different in every field.
func sample(t testing.TB, typ event.Type) event.Payload {
	t.Helper()
	p := event.NewPayload(typ)
	f := filler{t: t}
	f.fill(string(typ), reflect.ValueOf(p).Elem())
	return p
}

type filler struct {
	t testing.TB
	n int
}

func (f *filler) fill(path string, v reflect.Value) {
	f.n++
	switch v.Interface().(type) {
	case uuid.UUID:
		v.Set(reflect.ValueOf(uuid.NewSHA1(uuid.NameSpaceOID, []byte(path))))
		return
	case time.Time:
		v.Set(reflect.ValueOf(sampleTime.Add(time.Duration(f.n) * time.Hour)))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("é %d %s", f.n, path[max(0, len(path)-12):]))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(int64(f.n) * 1000003 % 100000)
	case reflect.Uint64:
		v.SetUint(uint64(f.n) * 0x9e3779b97f4a7c15)
	case reflect.Uint8, reflect.Uint16:
		v.SetUint(uint64(f.n%200 + 1))
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			f.fill(fmt.Sprint(path, i), v.Index(i))
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(path, v.Elem())
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		f.fill(path+"k", key)
		f.fill(path+"v", value)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.Struct:
		for i := range v.NumField() {
			f.fill(path+"."+v.Type().Field(i).Name, v.Field(i))
		}
	default:
		f.t.Fatalf("%s: a %s in an event; teach the samples how to fill it", path, v.Kind())
	}
}

func (f *filler) fillEnvelope(e *event.Envelope) { f.fill("Envelope", reflect.ValueOf(e).Elem()) }
