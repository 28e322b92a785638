// A function for the emulator's own tests: one static file that answers over HTTP.
//
//   /health   200 once it listens
//   /stream   five pieces, a tenth of a second apart
//   /big      7 MiB
//   /exit     ends the process
//   any other: what it was asked, as JSON, with $GREETING and the bytes of the body
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <sys/socket.h>

static void answer(FILE *out, const char *type, const char *body) {
    fprintf(out, "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%s",
            type, strlen(body), body);
}

static const char *quoted(const char *text, char *place) {
    char *end = place;
    for (; text && *text; *end++ = *text++)
        if (*text == '"' || *text == '\\') *end++ = '\\';
    *end = 0;
    return place;
}

static void stream(FILE *out) {
    fprintf(out, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                 "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
    for (int i = 0; i < 5; i++) {
        fprintf(out, "9\r\ndata: %d\n\n\r\n", i);
        fflush(out);
        usleep(100000);
    }
    fprintf(out, "0\r\n\r\n");
}

static void serve(int connection) {
    char line[8192], method[16] = "", path[4096] = "", authorization[4096] = "none";
    long length = 0;
    FILE *in = fdopen(dup(connection), "r"), *out = fdopen(connection, "w");
    if (fgets(line, sizeof line, in)) sscanf(line, "%15s %4095s", method, path);
    while (fgets(line, sizeof line, in) && strcmp(line, "\r\n")) {
        if (!strncasecmp(line, "content-length:", 15)) length = atol(line + 15);
        if (!strncasecmp(line, "authorization: Bearer", 21)) strcpy(authorization, "bearer");
    }
    for (long i = 0; i < length; i++) fgetc(in);
    if (!strcmp(path, "/stream")) {
        stream(out);
    } else if (!strcmp(path, "/exit")) {
        exit(3);
    } else if (!strcmp(path, "/big")) {
        fprintf(out, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n", 7 << 20);
        for (int i = 0; i < 7 << 20; i++) fputc('x', out);
    } else {
        char body[16384], greeting[8192];
        snprintf(body, sizeof body,
                 "{\"method\":\"%s\",\"path\":\"%s\",\"greeting\":\"%s\",\"bytes\":%ld,\"authorization\":\"%s\"}",
                 method, path, quoted(getenv("GREETING"), greeting), length, authorization);
        printf("%s %s\n", method, path);
        answer(out, "application/json", body);
    }
    fclose(out);
    fclose(in);
}

int main(int count, char **arguments) {
    setvbuf(stdout, NULL, _IOLBF, 0);
    int port = count > 2 ? atoi(arguments[2]) : 8080, yes = 1;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 16)) return 1;
    for (;;) serve(accept(listener, NULL, NULL));
}
