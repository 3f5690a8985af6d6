// gen-sdk writes the SDKs of a package from its schema:
//
//	gen-sdk [-local] SCHEMA.json FOLDER
//
// makes FOLDER/python, FOLDER/nodejs and FOLDER/go. It is the code behind `pulumi package gen-sdk`,
// which a CLI that was built from modules can't run: it asks the language hosts for it. With -local
// the Node SDK compiles itself when it is installed, as the one that `pulumi package add` writes.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	golang "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

type files map[string][]byte

func main() {
	local := flag.Bool("local", false, "have the Node SDK compile itself when it is installed")
	flag.Parse()
	if flag.NArg() != 2 {
		fail(fmt.Errorf("usage: gen-sdk [-local] SCHEMA.json FOLDER"))
	}
	text, err := os.ReadFile(flag.Arg(0))
	if err != nil {
		fail(err)
	}
	// No package of ours refers to another one, so nothing is ever loaded.
	loader := schema.NewPluginLoader(nil)
	for language, generate := range map[string]func(*schema.Package) (files, error){
		"python": func(one *schema.Package) (files, error) {
			return python.GeneratePackage("gen-sdk", one, nil, loader)
		},
		"nodejs": func(one *schema.Package) (files, error) {
			return nodejs.GeneratePackage("gen-sdk", one, nil, nil, *local, loader)
		},
		"go": func(one *schema.Package) (files, error) {
			return golang.GeneratePackage("gen-sdk", one, nil)
		},
	} {
		// A generator changes the package that it is given, so each gets one of its own.
		one, err := read(text, loader)
		if err != nil {
			fail(fmt.Errorf("%s: %w", flag.Arg(0), err))
		}
		written, err := generate(one)
		if err != nil {
			fail(fmt.Errorf("the SDK for %s could not be made: %w", language, err))
		}
		if err := write(filepath.Join(flag.Arg(1), language), written); err != nil {
			fail(err)
		}
	}
}

func read(text []byte, loader schema.ReferenceLoader) (*schema.Package, error) {
	var spec schema.PackageSpec
	if err := json.Unmarshal(text, &spec); err != nil {
		return nil, err
	}
	one, faults, err := schema.BindSpec(spec, loader, schema.ValidationOptions{})
	if err != nil {
		return nil, err
	}
	if faults.HasErrors() {
		return nil, faults
	}
	// As `pulumi package add` does: the Go SDK is a module of its own, and all have the version.
	one.SupportPack = true
	return one, nil
}

func write(folder string, written files) error {
	for name, content := range written {
		file := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "gen-sdk:", err)
	os.Exit(1)
}
