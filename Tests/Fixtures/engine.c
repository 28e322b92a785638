// A small HTTP server with llama-server's flags, for tests: healthy after its third health check, one answer a path.
// Static, so that it starts in a sandbox with nothing else in it.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;
static char request[8 << 20];
static int health_checks;

static void send_text(int client, const char *text) { send(client, text, strlen(text), MSG_NOSIGNAL); }

static void answer(int client, const char *status, const char *type, const char *body, size_t length) {
    char head[512];
    snprintf(head, sizeof head, "HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\nConnection: close\r\n"
        "X-Engine: yes\r\n\r\n", status, type, length);
    send_text(client, head);
    while (length > 0) {
        ssize_t sent = send(client, body, length, MSG_NOSIGNAL);
        if (sent <= 0) return;
        body += sent;
        length -= sent;
    }
}

static void text(int client, const char *body) { answer(client, "200 OK", "text/plain", body, strlen(body)); }

// Head and body; returns the start of the body.
static char *receive(int client, size_t *length) {
    size_t have = 0, want = 0;
    char *body = NULL;
    while (!body || have < want) {
        ssize_t count = recv(client, request + have, sizeof request - 1 - have, 0);
        if (count <= 0) return NULL;
        request[have += count] = 0;
        if (!body && (body = strstr(request, "\r\n\r\n"))) {
            body += 4;
            char *field = strcasestr(request, "\r\ncontent-length:");
            want = body - request + (field && field < body ? strtoul(field + 17, NULL, 10) : 0);
        }
    }
    *length = want - (body - request);
    return body;
}

static void look(int client) {
    static char seen[1 << 16];
    size_t at = snprintf(seen, sizeof seen, "pid=%d\nroot-writable=%s\ntmp-writable=%s\netc=%s\nweights=%s\ncwd=%s\n",
        getpid(), fopen("/probe", "w") ? "yes" : "no", fopen("/tmp/probe", "w") ? "yes" : "no",
        access("/etc/passwd", F_OK) ? "no" : "yes", access("/opt/model/weights.gguf", R_OK) ? "no" : "yes",
        getcwd((char[4096]){0}, 4096));
    struct rlimit data;
    getrlimit(RLIMIT_DATA, &data);
    at += snprintf(seen + at, sizeof seen - at, "data=%lld\n", (long long)data.rlim_cur);
    for (char **variable = environ; *variable; variable++)
        at += snprintf(seen + at, sizeof seen - at, "%s\n", *variable);
    text(client, seen);
}

// Between its two events it waits for a connection: a test makes one to the engine itself and thereby proves that the
// first event has come through; a front that sent a second request meanwhile would see it fail.
static void stream(int client, int server) {
    send_text(client, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n");
    send_text(client, "data: one\n\n");
    close(accept(server, NULL, NULL));
    send_text(client, "data: two\n\n");
}

static void serve(int client, int server) {
    size_t length;
    char *body = receive(client, &length);
    if (!body) return;
    char *path = strchr(request, ' ') + 1;
    int is(const char *name) { // GCC lets functions nest.
        return !strncmp(path, name, strlen(name)) && strchr(" ?", path[strlen(name)]);
    }
    if (is("/health")) {
        if (++health_checks < 3) return answer(client, "503 Service Unavailable", "application/json", "{}", 2);
        return text(client, "ok");
    }
    if (is("/echo")) return answer(client, "201 Created", "application/octet-stream", body, length);
    if (is("/head")) return answer(client, "200 OK", "text/plain", request, body - request);
    if (is("/look")) return look(client);
    if (is("/stream")) return stream(client, server);
    if (is("/large")) {
        static char large[7 << 20];
        return answer(client, "200 OK", "text/plain", large, sizeof large);
    }
    if (is("/crash")) abort();
    if (is("/half")) { send_text(client, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"); return; }
    if (is("/slow")) { sleep(1000); return; }
    if (is("/fork")) {
        if (fork() == 0) { for (;;) sleep(1000); }
        return text(client, "forked");
    }
    answer(client, "404 Not Found", "application/json", "{}", 2);
}

int main(int count, char **words) {
    int port = 0, fails = 0;
    for (int i = 1; i < count; i++) {
        if (!strcmp(words[i], "--port") && i + 1 < count) port = atoi(words[i + 1]);
        if (!strcmp(words[i], "--fail")) fails = 1;
    }
    if (fails) { fprintf(stderr, "cannot load the model\n"); return 3; }
    int server = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(server, (void *)&address, sizeof address) || listen(server, 64)) { perror("listen"); return 1; }
    printf("listening on %d\n", port);
    fflush(stdout);
    for (;;) {
        int client = accept(server, NULL, NULL);
        if (client < 0) continue;
        serve(client, server);
        shutdown(client, SHUT_RDWR);
        close(client);
    }
}
