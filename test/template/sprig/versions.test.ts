import { suite } from 'uvu';
import { checkRows } from './expression.ts';

const it = suite('sprig/versions');

// versions
checkRows(it, [
  ['semver "1.2.3"', '1.2.3'],
  ['semver "v1.2"', '1.2.0'],
  ['(semver "v1.2").Original', 'v1.2'],
  ['(semver "v1.2.3-rc.1+b5").Prerelease', 'rc.1'],
  ['(semver "v1.2.3-rc.1+b5").Metadata', 'b5'],
  ['(semver "1.2.3").Major', '1'],
  ['(semver "1.2.3").Minor | printf "%T"', 'uint64'],
  ['(semver "1.2.3").IncPatch', '1.2.4'],
  ['(semver "1.2.3-a").IncPatch', '1.2.3'],
  ['(semver "1.2.3").IncMinor', '1.3.0'],
  ['(semver "1.2.3").IncMajor.Original', "ERR can't evaluate field Original in type semver.Version"],
  ['(semver "v1.2.3").String', '1.2.3'],
  ['(semver "1.2.3").Compare (semver "1.3.0")', '-1'],
  ['(semver "1.2.3").Compare (semver "1.2.3-a")', '1'],
  ['(semver "1.2.3").LessThan (semver "1.3.0")', 'true'],
  ['(semver "1.2.3").Equal (semver "v1.2.3")', 'true'],
  ['(semver "1.2.3").GreaterThan (semver "1.3.0")', 'false'],
  ['(semver "1.2.3").Compare "1.3.0"', 'ERR can\'t handle "1.3.0" for arg of type *semver.Version'],
  ['(semver "1.2.3").Compare 1', "ERR can't handle 1 for arg of type *semver.Version"],
  ['(semver "1.2.3").SetPrerelease "rc.1"', '1.2.3-rc.1'],
  ['(semver "1.2.3").SetPrerelease "?"', 'ERR error calling SetPrerelease: invalid prerelease string'],
  ['(semver "1.2.3").SetMetadata "b"', '1.2.3+b'],
  ['(semver "1.2.3").Nope', "ERR can't evaluate field Nope in type *semver.Version"],
  ['semver "x"', 'ERR error calling semver: invalid semantic version'],
  ['semver ""', 'ERR error calling semver: invalid semantic version'],
  ['semver 1', 'ERR expected string; found 1'],
  ['semver "1.2.3.4"', 'ERR error calling semver: invalid semantic version'],
  [
    'semver "99999999999999999999"',
    'ERR error calling semver: error parsing version segment: strconv.ParseUint: parsing "99999999999999999999": value out of range',
  ],
  ['(semver "1.2.3") | quote', '"1.2.3"'],
  ['(semver "1.2.3") | toJson', '"1.2.3"'],
  ['gt (semver "1.2.3").Minor 1', 'true'],
  ['eq (semver "1.2.3").Major 1', 'true'],
  ['semverCompare ">=1.2" "1.3.0"', 'true'],
  ['semverCompare "^1.2.3" "2.0.0"', 'false'],
  ['semverCompare ">=1.19-0" "v1.27.3-gke.100"', 'true'],
  ['semverCompare ">=1.19" "v1.27.3-gke.100"', 'false'],
  ['semverCompare "<1.20 || >2" "2.1"', 'false'],
  ['semverCompare "1.2 - 1.4" "1.4.9"', 'true'],
  ['semverCompare "" "1.0.0"', 'ERR error calling semverCompare: improper constraint: ""'],
  ['semverCompare "x y" "1.0.0"', 'ERR error calling semverCompare: improper constraint: "x y"'],
  ['semverCompare "*" "x"', 'ERR error calling semverCompare: invalid semantic version'],
  ['semverCompare ">>1" ""', 'ERR error calling semverCompare: improper constraint: ">>1"'],
  ['semverCompare "~1.2" 1', 'ERR expected string; found 1'],
]);

it.run();
