# Gateline and its example service, in one image. docker-compose.yml starts both.
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json tsconfig.json ./
# The image has its Node already: nothing needs to be fetched by a script.
RUN npm ci --ignore-scripts
COPY core ./core
COPY server ./server
COPY web ./web
RUN npx vite build web
RUN npm prune --omit=dev --ignore-scripts

FROM node:24.21.0-bookworm-slim
RUN groupadd --gid 10001 gateline \
 && useradd --uid 10001 --gid gateline --no-create-home --shell /usr/sbin/nologin gateline \
 && install --directory --owner=gateline --group=gateline --mode=0750 /var/lib/gateline /run/gateline \
 && ln --symbolic /app/server/cli/gateline.js /usr/local/bin/gateline
WORKDIR /app
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json LICENSE ./
COPY core ./core
COPY collectors ./collectors
COPY server ./server
COPY dashboards ./dashboards
COPY examples ./examples
ENV NODE_ENV=production GATELINE_CONFIG=/etc/gateline/gateline.yaml
USER 10001:10001
VOLUME /var/lib/gateline
EXPOSE 4600 4317 4318
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:4600/readyz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--max-semi-space-size=4", "server/cli/gateline.js"]
CMD ["serve"]
