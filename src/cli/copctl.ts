#!/usr/bin/env node
// The same program: by the name of this file it knows that it is copctl.
import './main.ts';
