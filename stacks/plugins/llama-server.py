"""llama.cpp's HTTP server, as a program that takes llamafile's flags.

The `wheel` plugin makes one static file of it. Everything below the flags is llama.cpp,
through the Python package xllamacpp.
"""
import argparse
import os
import signal
import sys

import xllamacpp

cli = argparse.ArgumentParser(prog="llama-server", description=__doc__.splitlines()[0], allow_abbrev=False)
cli.add_argument("--version", action="version", version=f"llama-server (xllamacpp {xllamacpp.__version__})")
cli.add_argument("-m", "--model", required=True, metavar="FILE", help="weights, a GGUF file")
cli.add_argument("-a", "--alias", metavar="NAME", help="the model's name in /v1/models and in answers")
cli.add_argument("--host", default="127.0.0.1")
cli.add_argument("--port", type=int, default=8080)
cli.add_argument("--api-key", default=os.environ.get("LLAMA_API_KEY"), metavar="KEY", help="or $LLAMA_API_KEY")
cli.add_argument("-c", "--ctx-size", type=int, default=4096, metavar="N", help="tokens; 0: as the model was trained")
cli.add_argument("-np", "--parallel", type=int, default=1, metavar="N", help="requests served at once")
cli.add_argument("-t", "--threads", type=int, default=-1, metavar="N", help="default: one a core")
cli.add_argument("-tb", "--threads-batch", type=int, metavar="N", help="default: as --threads")
cli.add_argument("-b", "--batch-size", type=int, default=2048, metavar="N")
cli.add_argument("-ub", "--ubatch-size", type=int, default=512, metavar="N")
cli.add_argument("-ngl", "--gpu-layers", "--n-gpu-layers", type=int, default=0, metavar="N")
cli.add_argument("--embeddings", "--embedding", action="store_true", help="serve embeddings, and nothing else")
cli.add_argument("--pooling", choices=["none", "mean", "cls", "last", "rank"])
cli.add_argument("--temp", "--temperature", type=float, metavar="N", help="when a request names none")
cli.add_argument("--chat-template", default="", metavar="NAME")
cli.add_argument("--cache-ram", type=int, default=0, metavar="MiB", help="for prompts seen before")
cli.add_argument("--metrics", action="store_true", help="serve /metrics")
cli.add_argument("--no-warmup", action="store_true")
cli.add_argument("--no-webui", "--no-ui", action="store_true")
for flag in "--server", "--nobrowser", "--jinja", "--log-disable":
    cli.add_argument(flag, action="store_true", help=argparse.SUPPRESS)  # llamafile's, true here in any case
cli.add_argument("--gpu", choices=["disable", "auto"], help=argparse.SUPPRESS)
flags = cli.parse_args()

params = xllamacpp.CommonParams()
params.model.path = flags.model
params.hostnames, params.port = [flags.host], flags.port
params.n_ctx, params.n_parallel = flags.ctx_size, flags.parallel
params.n_batch, params.n_ubatch = flags.batch_size, flags.ubatch_size
params.cpuparams.n_threads = flags.threads
params.cpuparams_batch.n_threads = flags.threads_batch or flags.threads
params.n_gpu_layers = 0 if flags.gpu == "disable" else flags.gpu_layers
params.fit_params = False  # what was asked for, not what llama.cpp thinks will fit: half the start-up time
params.embedding = flags.embeddings
if flags.pooling:
    params.pooling_type = getattr(xllamacpp.llama_pooling_type, f"LLAMA_POOLING_TYPE_{flags.pooling.upper()}")
if flags.alias:
    params.model_alias = {flags.alias}
if flags.api_key:
    params.api_keys = [flags.api_key]
if flags.temp is not None:
    params.sampling.temp = flags.temp
params.chat_template = flags.chat_template
params.cache_ram_mib, params.endpoint_metrics = flags.cache_ram, flags.metrics
params.warmup, params.ui = not flags.no_warmup, not flags.no_webui

signal.signal(signal.SIGINT, signal.SIG_DFL)  # leave at once, as on SIGTERM: also while the model loads
try:
    server = xllamacpp.Server(params)  # listens at once: /health is 503 until the model is loaded
except RuntimeError as error:
    sys.exit(f"llama-server: cannot serve {flags.model}: {error}")
while True:
    signal.pause()
