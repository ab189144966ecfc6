# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the reading process gives up before it opens a file: network, other programs, most drivers of GDAL.

The filter of system calls (seccomp, Linux) is the kernel's word: whatever a file talks GDAL into, no socket
is opened. On processors without a table here GDAL's own settings keep it from the network.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import resource

SKIPPED_DRIVERS = (
    "PCIDSK,PDS4,VICAR,PDF,MBTiles,EEDA,OGCAPI,GDALG,MapInfo File,LVBAG,S57,DGN,OGR_VRT,CSV,ESRIJSON,"
    "TopoJSON,OGR_GMT,SQLite,WAsP,OpenFileGDB,DXF,GeoRSS,VFK,PGDUMP,GPSBabel,OGR_PDS,WFS,OAPIF,EDIGEO,Idrisi,ODS,XLSX,"
    "Elasticsearch,Carto,AmigoCloud,SXF,Selafin,JML,PLSCENES,CSW,VDV,MVT,NGW,MapML,GTFS,PMTiles,JSONFG,"
    "MiraMonVector,ADBC,AVCBin,AVCE00,AIVector,HTTP,KML"
)
"""For GDAL's setting GDAL_SKIP: what a file is not read by, whatever it claims to be."""
DRIVERS = frozenset(
    {"GeoJSON", "GeoJSONSeq", "GPKG", "ESRI Shapefile", "FlatGeobuf", "GML", "LIBKML", "GPX", "OSM", "MEM"}
)
SETTINGS = {
    "GDAL_SKIP": SKIPPED_DRIVERS,
    "GDAL_PAM_ENABLED": "NO",
    "GDAL_NUM_THREADS": "1",
    "GML_DOWNLOAD_SCHEMA": "NO",
    "GML_SKIP_RESOLVE_ELEMS": "ALL",
    "OGR_GEOJSON_MAX_OBJ_SIZE": "200",
    "OGR_SQLITE_LOAD_EXTENSIONS": "",
    "OSM_MAX_TMPFILE_SIZE": "1000",
    "PROJ_NETWORK": "OFF",
    "SHAPE_RESTORE_SHX": "YES",
}
"""Environment of the process."""
MEMORY = 3 * 1024**3
"""What it may map beyond shared libraries [bytes]."""
CPU_S = 1800
WRITTEN = 4 * 1024**3
"""Largest file that it may write, for instance while it unpacks [bytes]."""
_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EPERM
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_FORBIDDEN: dict[str, tuple[int, tuple[int, ...]]] = {
    "x86_64": (0xC000003E, (41, 42, 59, 101, 322)),
    "aarch64": (0xC00000B7, (117, 198, 203, 221, 281)),
}
"""Architecture as the kernel calls it; socket, connect, execve, execveat, ptrace."""


class _Step(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_ushort),
        ("yes", ctypes.c_ubyte),
        ("no", ctypes.c_ubyte),
        ("value", ctypes.c_uint),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.POINTER(_Step)))


def confine() -> bool:
    """Set the limits and give up the rights of this process; whether the kernel guards the network."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (WRITTEN, WRITTEN))
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S + 10))
    library = ctypes.CDLL(None, use_errno=True)
    library.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    program = _program()
    if program is None:
        return False
    refused: int = library.prctl(_SECCOMP, _FILTER, ctypes.byref(program), 0, 0)
    return not refused


def _program() -> _Program | None:
    """Classic BPF: another architecture and the 32-bit calls of x86-64 are refused as well."""
    known = _FORBIDDEN.get(platform.machine())
    if known is None:
        return None
    architecture, calls = known
    steps = [
        _Step(_LOAD, 0, 0, 4),
        _Step(_EQUAL, 1, 0, architecture),
        _Step(_RETURN, 0, 0, _REFUSE),
        _Step(_LOAD, 0, 0, 0),
        _Step(_AT_LEAST, len(calls) + 1, 0, 0x40000000),
        *(_Step(_EQUAL, len(calls) - place, 0, number) for place, number in enumerate(calls)),
        _Step(_RETURN, 0, 0, _ALLOW),
        _Step(_RETURN, 0, 0, _REFUSE),
    ]
    return _Program(len(steps), (_Step * len(steps))(*steps))
